import { join } from 'node:path';
import { Firestore } from '@google-cloud/firestore';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stripeSamples } from '../../functions/src/integrations/stripe/samples.ts';
import { findCloudSdk } from '../emulators/harness/cloud-sdk.ts';
import { startEmulator, untilReady, type Emulator } from '../emulators/harness/emulator.ts';
import { deployedFolder, type DeployedFolder } from '../manifest/deployed-folder.ts';
import { missingFirebaseTools, startFirebaseEmulators, type FirebaseEmulators } from './firebase-emulators.ts';

const PROJECT = 'demo-integration-service';
const SECRET = 'whsec_only_in_dotenv';

const sdk = findCloudSdk();
const missing = 'missing' in sdk ? sdk.missing : missingFirebaseTools();
if (missing !== undefined && process.env['REQUIRE_EMULATORS'] === '1')
  throw new Error(`The Firebase emulators cannot be run: ${missing}.`);

describe.skipIf(missing !== undefined)(
  `the bundle in the Firebase emulators${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let bundle: DeployedFolder;
    let firestore: Emulator;
    let emulators: FirebaseEmulators;
    let records: Firestore;

    beforeAll(async () => {
      if ('missing' in sdk) return;
      bundle = await deployedFolder({ on: ['stripe'] });
      firestore = await startEmulator(sdk.firestore, (port) => ['start', '--host=127.0.0.1', `--port=${port}`]);
      await untilReady(firestore.host);
      emulators = await startFirebaseEmulators({
        project: PROJECT,
        firestore: firestore.host,
        pubsubProgram: sdk.pubsub,
        lib: join(bundle.folder, 'lib'),
        dotenv: `STRIPE_WEBHOOK_SECRET=${SECRET}\n`,
      });
      const [host = '', port = ''] = firestore.host.split(':');
      records = new Firestore({
        projectId: PROJECT,
        host,
        port: Number(port),
        ssl: false,
        customHeaders: { Authorization: 'Bearer owner' },
      });
    }, 180_000);

    afterAll(async () => {
      await records?.terminate();
      await emulators?.stop();
      firestore?.stop();
      bundle?.[Symbol.dispose]();
    }, 180_000);

    it('is discovered with the secret only in functions/.env', () => {
      const loaded = emulators.output();
      expect(loaded).toContain('stripe-webhook');
      expect(loaded).toContain('stripe-onStripeEvent');
    });

    it('takes a signed request to the subscriber function, and its record appears in Firestore', async () => {
      const type = 'customer.subscription.deleted';
      const now = new Date();
      const body = Buffer.from(stripeSamples.sample(type, { id: 'firebase-1', now }));
      const url = `${emulators.functionsUrl}/stripe-webhook`;
      const request = stripeSamples.request({ body, type, id: 'firebase-1', signing: SECRET, now, url });
      const reply = await fetch(url, { method: request.method, headers: request.headers, body });
      expect(await reply.json()).toMatchObject({ received: true });
      expect(reply.status).toBe(200);

      const subscription: string = JSON.parse(body.toString()).data.object.id;
      await expect
        .poll(async () => (await records.collection('integration-subscriptions').doc(subscription).get()).data(), {
          timeout: 60_000,
          interval: 500,
        })
        .toMatchObject({ version: 1, data: { status: 'canceled' } });
    }, 180_000);

    it('refuses a forged request with its typed error', async () => {
      const url = `${emulators.functionsUrl}/stripe-webhook`;
      const headers = { 'content-type': 'application/json', 'stripe-signature': 't=1,v1=00' };
      const reply = await fetch(url, { method: 'POST', headers, body: '{}' });
      expect(reply.status).toBe(400);
      expect(await reply.json()).toMatchObject({ error: { code: 'stripe/bad-signature' } });
    });
  },
);
