import { findCloudSdk } from '../../tests/emulators/harness/cloud-sdk.ts';
import { startEmulator, untilReady } from '../../tests/emulators/harness/emulator.ts';

/** Google's emulators, running. */
export interface Emulators extends Disposable {
  /** What makes a function use them. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts the emulators and makes the topic. @throws {Error} that says what is missing on this machine. */
export async function startEmulators(): Promise<Emulators> {
  const sdk = findCloudSdk();
  if ('missing' in sdk) throw new Error(`The emulators cannot be started: ${sdk.missing}.`);
  const [pubsub, firestore] = await Promise.all([
    startEmulator(sdk.pubsub, (port) => ['--host=127.0.0.1', `--port=${port}`]),
    startEmulator(sdk.firestore, (port) => ['start', '--host=127.0.0.1', `--port=${port}`]),
  ]);
  const stop = () => {
    pubsub.stop();
    firestore.stop();
  };
  // A bench that is interrupted leaves nothing behind.
  process.once('exit', stop);
  await Promise.all([untilReady(pubsub.host), untilReady(firestore.host)]);
  const topic = `http://${pubsub.host}/v1/projects/bench/topics/integration-stripe-events`;
  const made = await fetch(topic, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{}' });
  if (!made.ok) throw new Error(`The topic could not be made: ${made.status}.`);
  return {
    environment: { PUBSUB_EMULATOR_HOST: pubsub.host, FIRESTORE_EMULATOR_HOST: firestore.host },
    [Symbol.dispose]: stop,
  };
}
