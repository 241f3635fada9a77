import { parseArgs } from 'node:util';
import { printAsyncApi, runGenerator } from './command.ts';
import { ROOT } from './project.ts';

const USAGE = `Writes functions/src/generated, and the table in docs/integrations.md, from the integrations and sagas.

  npm run generate             bring it up to date
  npm run generate -- --check  change nothing; exit 1 if it is out of date

  npm run --silent asyncapi    write nothing; print every topic and message as an AsyncAPI document

  --root <folder>              another project than this one
  --codebase <name>            the listeners of that project's codebase, which handle the events that this one publishes
`;

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    asyncapi: { type: 'boolean', default: false },
    codebase: { type: 'string' },
    root: { type: 'string', default: ROOT },
    help: { type: 'boolean', short: 'h' },
  },
});

const output = { print: (text: string) => console.log(text), tell: (text: string) => console.error(text) };

if (values.help === true) console.log(USAGE);
else process.exitCode = await (values.asyncapi ? printAsyncApi(values.root, output) : runGenerator(values, output));
