import { join } from 'node:path';
import { Firestore } from '@google-cloud/firestore';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { redrive } from '../../functions/src/core/letters/redrive.ts';
import { systemClock } from '../../functions/src/core/ports.ts';
import { FirestoreStore } from '../../functions/src/gcp/firestore/store.ts';
import { PubSubPublisher } from '../../functions/src/gcp/pubsub/pubsub-publisher.ts';
import { stripeSamples } from '../../functions/src/integrations/stripe/samples.ts';
import { accepted } from '../faults/accepted.ts';
import { deployedFolder, type DeployedFolder } from '../manifest/deployed-folder.ts';
import { secondCodebase, type SecondCodebase } from '../second-codebase/second-codebase.ts';
import { deploy, type Deployment } from './deployed.ts';
import { describeWithEmulators, uniqueProject } from './harness/suite.ts';

const TYPE = 'customer.subscription.deleted';
const CONFIG = `import { defineBundle } from 'integration-service/config';

export const config = defineBundle({ scope: 'shop', listensTo: '' });
`;
/** Gives every event up until the file is there that says that it is fixed. */
const INDEX = `import './integrations.config.ts';
import { existsSync } from 'node:fs';
import { PermanentError, task } from 'integration-service';
import { subscriberFunction } from 'integration-service/functions';
import { StripeEvent } from 'integration-service/stripe';

const keep = task(StripeEvent, (event, { records }) => {
  if (!existsSync(process.env['MENDED_FLAG'] ?? '')) throw new PermanentError('Not fixed yet.');
  records.update('kept', event.envelope.id, () => ({ kept: true }));
});

export const shop = {
  stripe: {
    onStripeEvent: subscriberFunction(StripeEvent, {
      name: 'stripe-onStripeEvent',
      provider: 'stripe',
      codebase: 'shop',
      tasks: { keep },
    }),
  },
};
`;

describeWithEmulators('two installations and a listener in one project', (emulators) => {
  const project = uniqueProject();
  let codebase: SecondCodebase;
  let bundle: DeployedFolder;
  let plain: Deployment;
  let europe: Deployment;
  let firestore: Firestore;

  beforeAll(async () => {
    codebase = secondCodebase();
    vi.stubEnv('GCLOUD_PROJECT', project);
    vi.stubEnv('PUBSUB_EMULATOR_HOST', emulators.pubsub);
    vi.stubEnv('FIRESTORE_EMULATOR_HOST', emulators.firestore);
    vi.stubEnv('MENDED_FLAG', join(codebase.functions, '..', 'fixed'));
    codebase.write('functions/src/integrations.config.ts', CONFIG);
    codebase.write('functions/src/index.ts', INDEX);
    expect(codebase.compile()).toBe('');
    bundle = await deployedFolder({ on: ['stripe'] });
    const options = { project, emulators, source: bundle.folder };
    const listener = { source: codebase.functions, target: 'shop.stripe.onStripeEvent' };
    plain = await deploy({ ...options, secret: 'whsec_plain_installation', listener });
    europe = await deploy({ ...options, secret: 'whsec_europe_installation', scope: 'eu' });
    const [host = '', port = ''] = emulators.firestore.split(':');
    const customHeaders = { Authorization: 'Bearer owner' };
    firestore = new Firestore({ projectId: project, host, port: Number(port), ssl: false, customHeaders });
  }, 300_000);

  afterAll(async () => {
    await Promise.all([plain.stop(), europe.stop()]);
    await firestore.terminate();
    bundle[Symbol.dispose]();
    codebase[Symbol.dispose]();
    vi.unstubAllEnvs();
  });

  it('each handles the events of its own webhook, and no other', async () => {
    const first = await send(plain, 'whsec_plain_installation', 'plain');
    const second = await send(europe, 'whsec_europe_installation', 'europe');
    await expect.poll(() => handledIn('integration-ledger'), PATIENT).toEqual([`stripe-onStripeEvent ${first} done`]);
    await expect
      .poll(() => handledIn('eu-integration-ledger'), PATIENT)
      .toEqual([`eu-stripe-onStripeEvent ${second} done`]);
  });

  it('the listener handles those of the installation that it listens to, in its own collections', async () => {
    await expect
      .poll(() => handledIn('shop-integration-ledger'), PATIENT)
      .toEqual(['shop-stripe-onStripeEvent evt_plain dead']);
    expect(await handledIn('eu-integration-ledger')).toHaveLength(1);
  });

  it('its dead letter is kept by that installation, and a redrive by the name of the consumer reaches it', async () => {
    await expect.poll(() => lettersIn('integration-deadLetters'), PATIENT).toEqual(['shop-stripe-onStripeEvent open']);
    expect(await lettersIn('eu-integration-deadLetters')).toEqual([]);
    codebase.write('fixed', '');

    await using store = new FirestoreStore({ database: '(default)', collectionPrefix: 'integration-' });
    const publisher = new PubSubPublisher();
    const ports = { store, publisher, clock: systemClock };
    expect(await redrive(ports, { consumer: 'shop-stripe-onStripeEvent' })).toMatchObject({ redriven: 1 });
    await publisher.close();
    await expect
      .poll(() => handledIn('shop-integration-ledger'), PATIENT)
      .toEqual(['shop-stripe-onStripeEvent evt_plain done']);
    // The other consumers acked what was not for them.
    expect(await handledIn('integration-ledger')).toHaveLength(1);
  });

  const PATIENT = { timeout: 60_000 };

  /** Who handled what, and how that ended. */
  async function handledIn(ledger: string): Promise<readonly string[]> {
    const { docs } = await firestore.collection(ledger).get();
    return docs.map((entry) => `${entry.get('consumer')} ${entry.get('id')} ${entry.get('status')}`);
  }

  async function lettersIn(collection: string): Promise<readonly string[]> {
    const { docs } = await firestore.collection(collection).get();
    return docs.map((letter) => `${letter.get('data.consumer')} ${letter.get('data.status')}`);
  }

  /** @returns the id of the event. */
  async function send({ webhookUrl: url }: Deployment, secret: string, id: string): Promise<string> {
    const now = new Date();
    const body = Buffer.from(stripeSamples.sample(TYPE, { id, now }));
    const { headers } = stripeSamples.request({ body, type: TYPE, id, signing: secret, now, url });
    await accepted(url, headers, body);
    return JSON.parse(body.toString()).id;
  }
});
