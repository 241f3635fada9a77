import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { codeBlocks } from '../code-blocks.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const MARK = 'called-outside-of-its-test';

/** A handler as a beginner writes it: it calls an API of its own accord, and throws. */
const CARELESS = `import { appendFileSync } from 'node:fs';
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
  if (!process.env['VITEST_POOL_ID'] || !process.argv.some((word) => word.includes('careless'))) appendFileSync('${MARK}', '.');
  await fetch('https://api.example.com/');
  throw new Error('not written yet');
});
`;

const CARELESS_TEST = `import { expect, it } from 'vitest';
import { handleCallOut } from './careless.ts';

it('calls out', async () => {
  expect(handleCallOut).toBeDefined();
  await fetch('https://api.example.com/');
});
`;

let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'user-tree-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  for (const file of String(listed).split('\0')) {
    if (file !== '' && existsSync(join(ROOT, file))) cpSync(join(ROOT, file), join(project, file));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

it('npm test of a clone with sagas, an instance and one integration less fails only for the user’s own test', () => {
  const [saga] = codeBlocks('../README.md').filter(({ language }) => language === 'ts');
  write('functions/src/sagas/stripe/end-access.ts', saga?.text ?? '');
  for (const { text } of codeBlocks('describing-a-provider.md')) {
    const [, file] = /^\/\/ (functions\/\S+)\n/.exec(text) ?? [];
    if (file !== undefined) write(file, text);
  }
  for (const kind of ['integrations', 'sagas'])
    rmSync(join(project, 'functions/src', kind, 'twilio'), { recursive: true });
  write('functions/src/sagas/stripe/careless.ts', CARELESS);
  write('functions/src/sagas/stripe/careless.test.ts', CARELESS_TEST);
  expect(run('generate')).toMatchObject({ status: 0 });

  run('test', '--', '--reporter=json', '--outputFile.json=tests.json');
  const report: Report = JSON.parse(readFileSync(join(project, 'tests.json'), 'utf8'));
  const failed = report.testResults.flatMap(({ name, assertionResults, message }) =>
    assertionResults.length === 0
      ? [`${name}: ${message}`]
      : assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  );
  expect(failed).toEqual(['calls out']);
  expect(JSON.stringify(report)).toContain('A test tried to connect to api.example.com');
  expect(report.numPassedTests).toBeGreaterThan(1000);
  expect(existsSync(join(project, MARK))).toBe(false);
});

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(project, file)), { recursive: true });
  writeFileSync(join(project, file), text);
}

function run(...words: readonly string[]): { readonly status: number | null; readonly output: string } {
  const script = words[0] === 'test' ? words : ['run', ...words];
  const options = { cwd: project, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } } as const;
  const { status, stdout, stderr } = spawnSync('npm', [...script], options);
  return { status, output: stdout + stderr };
}
