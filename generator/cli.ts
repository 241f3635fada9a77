import path from 'node:path';
import { parseArgs } from 'node:util';
import { GeneratorError } from './fault.ts';
import { generate } from './generate.ts';

const USAGE = `Writes functions/src/generated from the integrations and sagas.

  npm run generate             bring it up to date
  npm run generate -- --check  change nothing; exit 1 when it is out of date

  --root <folder>              another project than this one
`;

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    root: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});

if (values.help === true) console.log(USAGE);
else process.exitCode = run(values.root ?? path.join(import.meta.dirname, '..'), values.check);

function run(root: string, check: boolean): number {
  try {
    const { write, remove } = generate(root, { check });
    const lines = [
      ...write.map((file) => `  ${check ? 'out of date' : 'written'}: ${file}`),
      ...remove.map((file) => `  ${check ? 'left over' : 'removed'}: ${file}`),
    ];
    const count = lines.length;
    if (count === 0) console.log('functions/src/generated is up to date.');
    else console.log(`functions/src/generated\n${lines.join('\n')}`);
    if (!check || count === 0) return 0;
    console.error('The generated code does not match the sources: run "npm run generate" and commit what it writes.');
    return 1;
  } catch (error) {
    if (!(error instanceof GeneratorError)) throw error;
    console.error(error.message);
    return 1;
  }
}
