import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

/** Runs a module in its own process. @returns the CommonJS packages that it has loaded: all of Google Cloud's clients are. */
async function packagesLoadedBy(source: string, environment: NodeJS.ProcessEnv = {}): Promise<readonly string[]> {
  const module = `
    import { createRequire } from 'node:module';
    ${source}
    const files = Object.keys(createRequire(import.meta.url).cache);
    const names = files.map((file) => /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)?.[1]);
    console.log(JSON.stringify([...new Set(names)]));`;
  const options = {
    cwd: import.meta.dirname,
    env: { ...process.env, GCLOUD_PROJECT: 'demo', NODE_OPTIONS: '', ...environment },
  };
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', module], options);
  const names: unknown = JSON.parse(stdout);
  return Array.isArray(names) ? names.map(String) : [];
}

/** google-auth-library is not among them: firebase-functions itself loads it. */
const HEAVY = /^(?:@google-cloud|@grpc|google-gax)/;

it('no client of Google Cloud is loaded before a port that needs it is used', async () => {
  const loaded = await packagesLoadedBy(`
    import './webhook-function.ts';
    import './subscriber-function.ts';
    import './dead-letter-function.ts';
    import { defineBundle } from '../core/config/bundle.ts';
    import { googleCloudPorts } from './ports.ts';
    defineBundle({});
    googleCloudPorts();`);
  // By firebase-functions, which shows that the list is not empty.
  expect(loaded).toContain('firebase-admin');
  expect(loaded.filter((name) => HEAVY.test(name))).toEqual([]);
});

it.each([
  ['on Cloud Run', { K_SERVICE: 'stripe-webhook', GCE_METADATA_HOST: '127.0.0.1:9' }],
  ['with an emulator', { PUBSUB_EMULATOR_HOST: '127.0.0.1:9', FIRESTORE_EMULATOR_HOST: '127.0.0.1:9' }],
])('warming the publisher and the store %s loads no client either', async (_where, environment) => {
  const loaded = await packagesLoadedBy(
    `
    import { setTimeout as delay } from 'node:timers/promises';
    import { defineBundle } from '../core/config/bundle.ts';
    import { googleCloudPorts } from './ports.ts';
    defineBundle({});
    const { publisher, store } = googleCloudPorts();
    publisher.warm();
    store.warm();
    await delay(50);`,
    environment,
  );
  expect(loaded.filter((name) => HEAVY.test(name) || name === 'google-auth-library')).toEqual([]);
});
