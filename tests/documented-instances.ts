import { runInThisContext } from 'node:vm';
import type { Instance } from '../functions/src/core/integration/instance.ts';
import * as schemes from '../functions/src/core/scheme/schemes.ts';
import { codeBlocks } from './code-blocks.ts';

type Describe = (makers: typeof schemes) => Readonly<Record<string, Instance>>;

/** The descriptions of real providers in docs/instances.md, as whoever copies them gets them. */
export function documentedInstances(): Readonly<Record<string, Instance>> {
  const blocks = codeBlocks('instances.md').filter(({ text }) => text.startsWith('instances: {'));
  const names = Object.keys(schemes).join(', ');
  const described = blocks.map(({ text }) => {
    const describe: Describe = runInThisContext(`({ ${names} }) => ({ ${text} }).instances`);
    return describe(schemes);
  });
  return Object.assign({}, ...described);
}
