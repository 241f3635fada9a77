import path from 'node:path';
import { parseArgs } from 'node:util';
import { runGenerator } from './command.ts';

const USAGE = `Writes functions/src/generated from the integrations and sagas.

  npm run generate             bring it up to date
  npm run generate -- --check  change nothing; exit 1 when it is out of date

  --root <folder>              another project than this one
`;

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    root: { type: 'string', default: path.join(import.meta.dirname, '..') },
    help: { type: 'boolean', short: 'h' },
  },
});

if (values.help === true) console.log(USAGE);
else {
  process.exitCode = runGenerator(values, {
    print: (text) => console.log(text),
    tell: (text) => console.error(text),
  });
}
