import { runInThisContext } from 'node:vm';
import { hmac, staticCredential, type Instance } from '../functions/src/core/generic/instance.ts';
import { codeBlocks } from './code-blocks.ts';

type Describe = (modes: {
  readonly hmac: typeof hmac;
  readonly staticCredential: typeof staticCredential;
}) => Readonly<Record<string, Instance>>;

/** The descriptions of real providers in docs/generic-integrations.md, as whoever copies them gets them. */
export function documentedInstances(): Readonly<Record<string, Instance>> {
  const blocks = codeBlocks('generic-integrations.md').filter(({ text }) => text.startsWith('instances: {'));
  const described = blocks.map(({ text }) => {
    const describe: Describe = runInThisContext(`({ hmac, staticCredential }) => ({ ${text} }).instances`);
    return describe({ hmac, staticCredential });
  });
  return Object.assign({}, ...described);
}
