import type { TestProject } from 'vitest/node';
import { findCloudSdk } from './cloud-sdk.ts';
import { startEmulator } from './emulator.ts';

declare module 'vitest' {
  interface ProvidedContext {
    emulators: { readonly pubsub: string; readonly firestore: string } | { readonly missing: string };
  }
}

/**
 * Starts Google's emulators once for a run that has emulator tests, and leaves waiting for them to the first
 * test that needs one. Where a machine has none those tests are skipped; `REQUIRE_EMULATORS=1` makes that an error.
 */
export default async function setup(project: TestProject): Promise<(() => void) | undefined> {
  const sdk = findCloudSdk();
  if ('missing' in sdk) {
    if (process.env['REQUIRE_EMULATORS'] === '1') throw new Error(`The emulators cannot be started: ${sdk.missing}.`);
    process.stderr.write(`Emulator tests are skipped: ${sdk.missing}.\n`);
    project.provide('emulators', sdk);
    return undefined;
  }
  const [pubsub, firestore] = await Promise.all([
    startEmulator(sdk.pubsub, (port) => ['--host=127.0.0.1', `--port=${port}`]),
    startEmulator(sdk.firestore, (port) => ['start', '--host=127.0.0.1', `--port=${port}`]),
  ]);
  project.provide('emulators', { pubsub: pubsub.host, firestore: firestore.host });
  const stop = () => {
    pubsub.stop();
    firestore.stop();
  };
  // A run that is interrupted skips its teardown; these processes would outlive it.
  process.once('exit', stop);
  return stop;
}
