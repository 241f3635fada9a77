import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isJsonObject, parseJson } from '../../functions/src/core/event/json.ts';
import { ConsoleToken } from '../../local/console-token.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** As `npm start` and `npx integrations` have it. */
const COMPILED = join(ROOT, 'node_modules', '.cache', 'integrations');

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs one of our programs to its end. @param root Of another copy of the project than this one. */
export async function runProgram(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  root = ROOT,
): Promise<Ended> {
  const child = spawnProgram(file, args, env, root);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += String(text)));
  const [code]: (number | null)[] = await once(child, 'close');
  return { code: code ?? null, output };
}

/** `npm start` as a separate process, on free ports. */
export interface RunningHost {
  /** Settings that have other programs find it. */
  readonly env: NodeJS.ProcessEnv;
  readonly endpoints: Readonly<Record<string, unknown>>;
  readonly consoleUrl: string;
  /** Lets a browser or a tool into the console. */
  readonly consoleToken: string;
  /** Asks the console's API. */
  api(path: string, init?: RequestInit): Promise<Response>;
  /** The lines of its log that are JSON. */
  readonly log: readonly Record<string, unknown>[];
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/**
 * @param root Of another copy of the project than this one.
 * @param program What starts it there, with its arguments.
 */
export async function startHost(
  env: NodeJS.ProcessEnv,
  root = ROOT,
  [file, ...args]: readonly [string, ...string[]] = ['ops/start.ts'],
): Promise<RunningHost> {
  const child = spawnProgram(file, args, { PORT: '0', CONSOLE_PORT: '0', ...env }, root);
  const ended = once(child, 'close');
  const log: Record<string, unknown>[] = [];
  const ready = Promise.withResolvers<Record<string, unknown>>();
  createInterface(child.stdout).on('line', (text) => {
    const line = parseJson(text);
    if (!isJsonObject(line)) return;
    log.push(line);
    if (line['message'] === 'Integration Service ready') ready.resolve(line);
  });
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => (complaint += String(text)));
  child.once('close', () => ready.reject(new Error(`The host ended before it was ready: ${complaint}`)));

  const { endpoints, console: consoleUrl, stateDir } = await ready.promise;
  const consoleToken = new ConsoleToken(String(stateDir)).get() ?? '';
  if (!isJsonObject(endpoints)) throw new Error('The host named no endpoints.');
  const ports = {
    PORT: new URL(String(endpoints['stripe-webhook'])).port,
    CONSOLE_PORT: new URL(String(consoleUrl)).port,
  };
  return {
    env: { ...env, ...ports },
    endpoints,
    consoleUrl: String(consoleUrl),
    consoleToken,
    api: (path, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${consoleToken}`);
      return fetch(`${String(consoleUrl)}${path}`, { ...init, headers });
    },
    log,
    end: async (signal) => {
      child.kill(signal);
      const [code]: (number | null)[] = await ended;
      return code ?? null;
    },
  };
}

function spawnProgram(file: string, args: readonly string[], env: NodeJS.ProcessEnv, root: string) {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, file), ...args], {
    cwd: root,
    env: { ...(root === ROOT && { NODE_COMPILE_CACHE: COMPILED }), ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
