import { expect, it } from 'vitest';
import { IntegrationError } from '../../functions/src/core/event/errors.ts';
import { loadFault } from './fault.ts';

const ROOT = '/home/ada/shop';
const FILE = `${ROOT}/functions/src/sagas/stripe/orders.ts`;

function thrown(message: string, stack: string, more: object = {}): Error {
  return Object.assign(new Error(message), { stack, ...more });
}

const LOADING = 'at ModuleJob.run (node:internal/modules/esm/module_job:561:25)';

it.each([
  [
    'an import of a file that is not there',
    thrown(`Cannot find module '${ROOT}/functions/src/sagas/stripe/gone.ts' imported from ${FILE}`, ''),
    'functions/src/sagas/stripe/orders.ts imports functions/src/sagas/stripe/gone.ts, which does not exist. Correct the path, or write the file.',
  ],
  [
    'an import of a package that is not there',
    thrown(`Cannot find package '@acme/sdk' imported from ${FILE}`, ''),
    'functions/src/sagas/stripe/orders.ts imports the package @acme/sdk, which is not installed: npm install @acme/sdk',
  ],
  [
    'a name that the other file does not export',
    thrown(
      "The module './x.ts' does not provide an export named 'y'",
      `file://${FILE}:3\nimport { y } from './x.ts';\n`,
    ),
    "functions/src/sagas/stripe/orders.ts:3 cannot be loaded: The module './x.ts' does not provide an export named 'y'.",
  ],
  [
    'TypeScript that is more than types',
    thrown('TypeScript enum is not supported in strip-only mode', `file://${FILE}:7\nenum Color {}\n`, {
      code: 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
    }),
    'functions/src/sagas/stripe/orders.ts:7 cannot be loaded: TypeScript enum is not supported in strip-only mode. Node takes types away and runs the rest, so what is more than a type has to be written out: declare a field and assign it in the constructor in place of a parameter property, and write an object with "as const" in place of an enum.',
  ],
  [
    'a file that throws, in whatever it calls',
    thrown(
      'REGION is not set',
      `Error: REGION is not set\n    at check (file://${ROOT}/node_modules/zod/x.js:1:1)\n    at file://${FILE}:4:7\n    ${LOADING}`,
    ),
    'functions/src/sagas/stripe/orders.ts:4 throws while it is loaded: REGION is not set. What a file does outside of its functions runs in the build, at each deploy and in every instance: do it in a handler, or set what it needs.',
  ],
  [
    'a file that throws when it is loaded again',
    thrown('No', `Error: No\n    at file://${FILE}?saved=7:4:7\n    ${LOADING}`),
    'functions/src/sagas/stripe/orders.ts:4 throws while it is loaded: No. What a file does outside of its functions runs in the build, at each deploy and in every instance: do it in a handler, or set what it needs.',
  ],
])('%s is told with its file', (_what, error, sentence) => {
  expect(loadFault(error, ROOT)).toBe(sentence);
});

it.each([
  [
    'thrown while a file of ours was loaded',
    thrown('No', `Error: No\n    at file://${ROOT}/ops/x.ts:1:1\n    ${LOADING}`),
  ],
  ['thrown by a saga that runs', thrown('No', `Error: No\n    at file://${FILE}:4:7`)],
  ['a sentence already', new IntegrationError('stripe', 'bad-config', 'Set STRIPE_WEBHOOK_SECRET.')],
  ['no error', 'no'],
])('what is %s is left as it is', (_what, error) => {
  expect(loadFault(error, ROOT)).toBeUndefined();
});
