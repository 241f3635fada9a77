import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { codeBlocks } from '../code-blocks.ts';
import { readImports, reachedFrom } from '../import-graph.ts';
import { cloneProject, type Clone } from './clone.ts';

const MARK = 'the-handler-ran';
/** The folders with tests of the engine alone, and long ones elsewhere: unless they import what users change, once is enough for them. */
const ENGINE_ALONE =
  /^(?:functions\/src\/(?:core|gcp)|local|console)\/|^tests\/(?:simulation|way-in|schemes|regular-expressions|framework|control-plane)\/|^scripts\/lib\/bundle\.test/;
const CHANGED_BY_USERS = /^functions\/src\/(integrations|sagas|generated)\/|integrations\.config\.ts$/;

it('npm test of a slim clone with sagas, instances and a careless handler fails for the user’s own test alone', () => {
  using clone = cloneProject();
  slim(clone);
  const [saga] = codeBlocks('../README.md').filter(({ language }) => language === 'ts');
  clone.write('functions/src/sagas/stripe/end-access.ts', saga?.text ?? '');
  for (const { text } of [...codeBlocks('instances.md'), ...codeBlocks('durable-sagas.md')]) {
    const [, file] = /^\/\/ (functions\/\S+)\n/.exec(text) ?? [];
    if (file !== undefined) clone.write(file, text);
  }
  clone.write('functions/src/sagas/stripe/careless.ts', careless(join(clone.root, MARK)));
  clone.write('functions/src/sagas/stripe/careless.test.ts', CARELESS_TEST);
  clone.run('npm run generate');
  expect(clone.read('functions/src/generated/providers.ts')).not.toMatch(/twilio|clerk/);

  clone.run(`rm ${engineTests().join(' ')}`);
  expect(() => clone.run('npm test -- --reporter=json --outputFile.json=tests.json')).toThrow();
  const report: Report = JSON.parse(clone.read('tests.json'));
  expect(report.testResults.flatMap(failuresIn)).toEqual(['a careless handler answers']);
  // The report is megabytes: it is not to be printed.
  expect(clone.read('tests.json').includes('A test tried to connect to api.example.com')).toBe(true);
  expect(report.numPassedTests).toBeGreaterThan(1000);
  expect(existsSync(join(clone.root, MARK))).toBe(false);
  // The static checks read the user's files, too.
  clone.write('tsconfig.functions.json', '{ "extends": "./tsconfig.json", "include": ["functions/src"] }');
  clone.run('npx tsc -p tsconfig.functions.json && npx oxlint functions/src/sagas functions/src/generated');
  clone.run('npm run generate:check');
});

/**
 * What `remove integration` does, without npm's part: these dependencies are those of the project. The folders of one more
 * integration are removed by hand.
 */
function slim(clone: Clone): void {
  const npm = `#!/bin/sh\nexit 0\n`;
  clone.write('.no-npm/npm', npm);
  clone.run('chmod +x .no-npm/npm');
  clone.run('PATH="$PWD/.no-npm:$PATH" npx integrations remove integration --all-but stripe twilio --yes');
  clone.run('rm -r .no-npm functions/src/integrations/twilio functions/src/sagas/twilio');
}

/** The tests whose outcome no change of a user's can alter. They ran in the project itself, of which this is a clone. */
function engineTests(): readonly string[] {
  const graph = readImports();
  const isUnchanged = (file: string) => ![...reachedFrom(graph, file)].some((each) => CHANGED_BY_USERS.test(each));
  return [...graph.keys()].filter((file) => file.endsWith('.test.ts') && ENGINE_ALONE.test(file) && isUnchanged(file));
}

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

function failuresIn({ name, message, assertionResults }: Report['testResults'][number]): readonly string[] {
  if (assertionResults.length === 0) return [`${name}: ${message}`];
  return assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
}

/** Business logic as a beginner may write it: its handler calls an API of its own accord, and throws. */
function careless(mark: string): string {
  return `import { appendFileSync } from 'node:fs';
import { map } from 'rxjs';
import { Command, commandHandler, isOfType, saga } from 'integration-service';
import { isStripeEventOfType, StripeEvent } from 'integration-service/stripe';

export class CallOut extends Command {
  static readonly type = 'CallOut';
}

export const callOut = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType('customer.subscription.deleted'),
    map(() => new CallOut()),
  ),
);

export const handleCallOut = commandHandler(CallOut, async () => {
  appendFileSync('${mark}', '.');
  await fetch('https://api.example.com/');
  throw new Error('not written yet');
});
`;
}

const CARELESS_TEST = `import { expect, it } from 'vitest';
import { handleCallOut } from './careless.ts';

it('a careless handler answers', async () => {
  expect(handleCallOut).toBeDefined();
  await fetch('https://api.example.com/').catch((error) => {
    throw error.cause;
  });
});
`;
