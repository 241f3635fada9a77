import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { installationsOf } from './installations.ts';

const HOME = mkdtempSync(join(tmpdir(), 'delivery-cli-'));
afterAll(() => rmSync(HOME, { recursive: true }));

/** Runs a command as npm does, on a machine without a sign-in to Google Cloud. */
function run(words: readonly string[]) {
  const program = join(import.meta.dirname, '..', 'cli.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'delivery', ...words], {
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      HOME,
      CLOUDSDK_CONFIG: HOME,
      METADATA_SERVER_DETECTION: 'none',
      GCLOUD_PROJECT: 'demo-delivery',
      STRIPE_WEBHOOK_SECRET: 'whsec_c2VjcmV0',
    },
  });
  return { status, stdout, stderr };
}

it.each([
  ['the postdeploy hook', ['apply', '--postdeploy'], 0, 'THE DELIVERY POLICY WAS NOT APPLIED'],
  ['a run by hand', ['apply'], 3, 'npm run delivery:apply -- --project demo-delivery'],
  ['a check by hand', ['check'], 3, 'THE DELIVERY POLICY WAS NOT CHECKED'],
  ['the predeploy check', ['predeploy'], 0, 'IT WAS NOT CHECKED'],
])('%s without credentials tells the project’s real configuration what to do', (_what, words, code, sentence) => {
  const { status, stderr } = run(words);
  expect(stderr).toContain(sentence);
  expect(status).toBe(code);
});

it('the help lists the exit codes', () => {
  const { status, stdout } = run(['apply', '--help']);
  expect(status).toBe(0);
  expect(stdout).toContain('Exit codes');
});

it('firebase.json calls both around each deploy, for the codebase whose functions the check looks at', () => {
  const root = join(import.meta.dirname, '..', '..');
  const json = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));
  expect(json('firebase.json').functions).toContainEqual(
    expect.objectContaining({
      codebase: installationsOf(root)[0].codebase,
      // After the build, which brings the generated list of consumers up to date.
      predeploy: ['npm run build', 'npm run delivery:predeploy'],
      postdeploy: ['npm run delivery:apply -- --postdeploy'],
    }),
  );
  expect(json('package.json').scripts).toMatchObject({
    'delivery:apply': 'node scripts/bootstrap.mjs integrations delivery apply',
    'delivery:predeploy': 'node scripts/bootstrap.mjs integrations delivery predeploy',
  });
});
