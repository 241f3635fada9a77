import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../emulators/harness/emulator.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FIREBASE = join(import.meta.dirname, 'node_modules', 'firebase-tools', 'lib', 'bin', 'firebase.js');

/** Why the Firebase CLI cannot be run here, or undefined. */
export function missingFirebaseTools(): string | undefined {
  return existsSync(FIREBASE)
    ? undefined
    : 'run "npm ci --ignore-scripts --prefix tests/firebase" to install the Firebase CLI';
}

export interface FirebaseEmulators {
  /** Where the functions are: `http://127.0.0.1:<port>/<project>/us-central1`. */
  readonly functionsUrl: string;
  /** What the CLI has printed so far. */
  output(): string;
  stop(): Promise<void>;
}

interface Setting {
  readonly project: string;
  /** `host:port` of a running Firestore emulator; firebase-tools must not start another one. */
  readonly firestore: string;
  /** The Google Cloud SDK's Pub/Sub emulator, a program. */
  readonly pubsubProgram: string;
  /** The folder with the built bundle. */
  readonly lib: string;
  /** The content of `functions/.env`. */
  readonly dotenv: string;
}

/** Runs the built bundle in the Firebase emulators, from a copy of what a deploy uploads. */
export async function startFirebaseEmulators(setting: Setting): Promise<FirebaseEmulators> {
  const folder = mkdtempSync(join(tmpdir(), 'firebase-'));
  const ports = {
    functions: await freePort(),
    pubsub: await freePort(),
    hub: await freePort(),
    logging: await freePort(),
    eventarc: await freePort(),
    tasks: await freePort(),
  };
  layOut(folder, setting, ports);
  const child = spawn(
    process.execPath,
    [FIREBASE, 'emulators:start', '--project', setting.project, '--only', 'functions,pubsub'],
    {
      cwd: folder,
      detached: true,
      env: {
        ...process.env,
        PUBSUB_EMULATOR_BINARY_PATH: setting.pubsubProgram,
        FIRESTORE_EMULATOR_HOST: setting.firestore,
        // The functions run on the Node that the CLI runs on.
        PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`,
      },
    },
  );
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const stop = async () => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilPrinted(() => printed, 'All emulators ready', child);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    functionsUrl: `http://127.0.0.1:${ports.functions}/${setting.project}/us-central1`,
    output: () => printed,
    stop,
  };
}

function layOut(folder: string, { lib, dotenv }: Setting, ports: Readonly<Record<string, number>>): void {
  const functions = join(folder, 'functions');
  cpSync(lib, join(functions, 'lib'), { recursive: true });
  cpSync(join(ROOT, 'functions', 'package.json'), join(functions, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(functions, 'node_modules'));
  writeFileSync(join(functions, '.env'), dotenv);
  const config: Record<string, unknown> = JSON.parse(readFileSync(join(ROOT, 'firebase.json'), 'utf8'));
  const emulators = Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [name, { host: '127.0.0.1', port }]),
  );
  writeFileSync(
    join(folder, 'firebase.json'),
    JSON.stringify({ ...config, emulators: { ...emulators, ui: { enabled: false } } }),
  );
}

async function untilPrinted(printed: () => string, text: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!printed().includes(text)) {
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`The Firebase emulators did not start:\n${printed()}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Asks the CLI to stop by itself: what it started goes with it. Its group is ended if it does not. */
async function ended(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null) return;
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGINT');
  const timer = setTimeout(() => process.kill(-pid, 'SIGKILL'), 20_000);
  await exit;
  clearTimeout(timer);
}
