import { providersIn } from '../../../generator/generate.ts';
import { EXIT, UsageError } from '../../exit.ts';
import { integrationFiles } from '../../scaffold/integration.ts';
import { requireProviderName } from '../../scaffold/names.ts';
import { writeNew } from '../../scaffold/write.ts';
import type { Command } from '../command.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore } from '../options.ts';
import { ROOT } from '../../../generator/project.ts';

const USAGE = `Creates an integration: a folder with a working sample HMAC scheme, to adapt to the provider.

  npx integrations new integration acme        (npm run new:integration -- acme)

The name is a camelCase word: acme, fakeShop. docs/adding-an-integration.md goes on from here.

${COMMON_USAGE.json}
`;

export const command: Command = {
  usage: USAGE,
  run(args, terminal) {
    const { values, positionals } = optionsIn(args, { json: COMMON.json });
    const [name, ...extra] = positionals;
    requireNoMore(extra);
    if (name === undefined) throw new UsageError('Name the provider in camelCase: new integration acme.');
    const taken = providersIn(ROOT).map(({ provider }) => provider);
    requireProviderName(name, taken);
    const files = integrationFiles(name);
    writeNew(ROOT, files);
    terminal.print(values.json ? JSON.stringify({ files: [...files.keys()] }) : textOf(name, [...files.keys()]));
    return EXIT.done;
  },
};

function textOf(name: string, files: readonly string[]): string {
  return `${files.map((file) => `  ${file}`).join('\n')}

Next:
  npm run generate
  npm test -- functions/src/integrations/${name}
  npm start, and in another terminal: npm run send -- ${name} order.paid
  docs/adding-an-integration.md, to make it the provider's own`;
}
