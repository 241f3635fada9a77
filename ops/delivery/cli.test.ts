import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { CODEBASE } from './predeploy-command.ts';

const HOME = mkdtempSync(join(tmpdir(), 'delivery-cli-'));
afterAll(() => rmSync(HOME, { recursive: true }));

/** Runs a command as npm does, on a machine where nobody is signed in to Google Cloud. */
function run(file: string, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, file), ...args], {
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
  ['the postdeploy hook', 'cli.ts', ['--postdeploy'], 0, 'THE DELIVERY POLICY WAS NOT APPLIED'],
  ['a run by hand', 'cli.ts', [], 3, 'npm run delivery:apply -- --project demo-delivery'],
  ['the predeploy check', 'predeploy.ts', [], 0, 'IT WAS NOT CHECKED'],
])('%s without credentials tells the project’s real configuration what to do', (_what, file, args, code, sentence) => {
  const { status, stderr } = run(file, args);
  expect(stderr).toContain(sentence);
  expect(status).toBe(code);
});

it('the help lists the exit codes', () => {
  const { status, stdout } = run('cli.ts', ['--help']);
  expect(status).toBe(0);
  expect(stdout).toContain('Exit codes');
});

it('firebase.json calls both around each deploy, for the codebase whose functions the check looks at', () => {
  const root = join(import.meta.dirname, '..', '..');
  const json = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));
  expect(json('firebase.json').functions).toContainEqual(
    expect.objectContaining({
      codebase: CODEBASE,
      // After the build, which brings the generated list of consumers up to date.
      predeploy: ['npm run build', 'npm run delivery:predeploy'],
      postdeploy: ['npm run delivery:apply -- --postdeploy'],
    }),
  );
  expect(json('package.json').scripts).toMatchObject({
    'delivery:apply': 'node ops/delivery/cli.ts',
    'delivery:predeploy': 'node ops/delivery/predeploy.ts',
  });
});
