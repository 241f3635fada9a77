import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryStateDir } from '../local/testing/state-dir.ts';

/** Stands in for npm: says what it was called with, and leaves what npm leaves. */
const NPM = `
  const { mkdirSync, writeFileSync } = require('node:fs');
  console.log('npm output');
  if (process.argv[2] === process.env.FAIL_ON) process.exit(1);
  mkdirSync('node_modules', { recursive: true });
  writeFileSync('node_modules/.package-lock.json', '{}');
  require('node:fs').appendFileSync('npm-calls', process.argv[2] + '\\n');
`;

it('on a bare clone it installs, says so in one line, and runs the command with its arguments', () => {
  const project = bareProject();
  const { status, stdout, stderr } = project.run(['start', '--a', 'b']);
  expect(stderr).toMatch(/^Installing the dependencies, this once … done in \d+ s\.\n$/);
  expect(stdout).toBe('called with start --a b\n');
  expect(status).toBe(7);
  expect(project.npmCalls()).toEqual(['ci']);
});

it('the next time it installs nothing and says nothing', () => {
  const project = bareProject();
  project.run(['start']);
  expect(project.run(['start'])).toMatchObject({ stdout: 'called with start\n', stderr: '' });
  expect(project.npmCalls()).toEqual(['ci']);
});

it('a lock file that is newer than what is installed has it installed, once', () => {
  const project = bareProject();
  project.run(['start']);
  const later = new Date(Date.now() + 60_000);
  utimesSync(join(project.root, 'package-lock.json'), later, later);
  expect(project.run(['start']).stderr).toMatch(/^The dependencies have changed: installing … done/);
  expect(project.run(['start']).stderr).toBe('');
  expect(project.npmCalls()).toEqual(['ci', 'install']);
});

it('an installation that fails shows what npm said, and runs nothing', () => {
  const { status, stdout, stderr } = bareProject().run(['start'], { FAIL_ON: 'ci' });
  expect(stderr).toMatch(
    /…\nnpm output\nThe dependencies could not be installed; mend what npm says above, then try again\.\n$/,
  );
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
});

it('what Node has compiled is kept beside the dependencies, or where the user says', () => {
  const project = bareProject();
  const elsewhere = join(project.root, 'elsewhere');
  project.run(['start'], { NODE_COMPILE_CACHE: elsewhere });
  expect(existsSync(elsewhere)).toBe(true);
  expect(existsSync(join(project.root, 'node_modules', '.cache'))).toBe(false);
  project.run(['start']);
  expect(existsSync(join(project.root, 'node_modules', '.cache', 'integrations'))).toBe(true);
});

it('npx integrations is the same on a bare clone, for every command', () => {
  const { status, stdout, stderr } = bareProject().run(['doctor', '--json'], {}, 'integrations.mjs');
  expect(stderr).toMatch(/^Installing the dependencies/);
  expect({ status, stdout }).toEqual({ status: 7, stdout: 'called with doctor --json\n' });
});

it('a word that it does not know is answered with those that it knows', () => {
  const { status, stderr } = bareProject().run(['strat']);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'Say what to run: integrations, start, send, test, test:shipped, test:slow.\n',
  });
});

function bareProject() {
  const root = temporaryStateDir();
  mkdirSync(join(root, 'scripts'));
  mkdirSync(join(root, 'ops'));
  for (const script of ['bootstrap.mjs', 'integrations.mjs']) {
    copyFileSync(join(import.meta.dirname, script), join(root, 'scripts', script));
  }
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  writeFileSync(join(root, 'package-lock.json'), '{}');
  // The type annotation: what runs it has to understand TypeScript.
  writeFileSync(
    join(root, 'ops', 'cli.ts'),
    `const args: string[] = process.argv.slice(2); console.log('called with ' + args.join(' ')); process.exitCode = 7;`,
  );
  const npm = join(temporaryStateDir(), 'npm.js');
  writeFileSync(join(npm, '..', 'package.json'), '{"type":"commonjs"}');
  writeFileSync(npm, NPM);
  return {
    root,
    run: (args: readonly string[], env: Readonly<Record<string, string>> = {}, file = 'bootstrap.mjs') => {
      const script = join(root, 'scripts', file);
      // These tests are themselves run with the project's own.
      const { NODE_COMPILE_CACHE: _, ...withoutCache } = process.env;
      const options = { encoding: 'utf8', env: { ...withoutCache, npm_execpath: npm, ...env } } as const;
      const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], options);
      return { status, stdout, stderr };
    },
    npmCalls: () => readFileSync(join(root, 'npm-calls'), 'utf8').trim().split('\n'),
  };
}
