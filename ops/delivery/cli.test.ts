import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

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
