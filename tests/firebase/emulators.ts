import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findCloudSdk } from '../emulators/harness/cloud-sdk.ts';
import { startEmulator, untilReady } from '../emulators/harness/emulator.ts';

/**
 * `npm run emulators`: the built bundle in the Firebase emulators, with Google's Pub/Sub and Firestore
 * emulators behind it, until Ctrl-C. Configuration comes from functions/.env, as in the cloud.
 */
const ROOT = join(import.meta.dirname, '..', '..');
const FIREBASE = join(import.meta.dirname, 'node_modules', 'firebase-tools', 'lib', 'bin', 'firebase.js');

const sdk = findCloudSdk();
if ('missing' in sdk) {
  console.error(`The emulators cannot be started: ${sdk.missing}. "npm start" needs none of it.`);
  process.exitCode = 1;
} else {
  const firestore = await startEmulator(sdk.firestore, (port) => ['start', '--host=127.0.0.1', `--port=${port}`]);
  process.once('exit', () => firestore.stop());
  await untilReady(firestore.host);
  console.log(`Firestore emulator at ${firestore.host}`);
  // Ctrl-C reaches the CLI as well, which stops what it started; this process goes after it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  const cli = spawn(process.execPath, [FIREBASE, 'emulators:start', '--only', 'functions,pubsub'], {
    cwd: ROOT,
    stdio: 'inherit',
    env: {
      ...process.env,
      PUBSUB_EMULATOR_BINARY_PATH: sdk.pubsub,
      FIRESTORE_EMULATOR_HOST: firestore.host,
      PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`,
    },
  });
  cli.once('exit', (code) => process.exit(code ?? 1));
}
