import { setTimeout as delay } from 'node:timers/promises';
import { PubSub } from '@google-cloud/pubsub';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { buildEvent, encodeEvent } from '../../functions/src/core/event/platform-event.ts';
import { Consumer } from '../../functions/src/core/handle/consumer.ts';
import type { LedgerEntry } from '../../functions/src/core/ledger/store.ts';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import { letters, type KeptLetter } from '../../functions/src/core/letters/letters.ts';
import { redrive } from '../../functions/src/core/letters/redrive.ts';
import { FirestoreInspection } from '../../functions/src/gcp/firestore/inspection.ts';
import { FirestoreStore } from '../../functions/src/gcp/firestore/store.ts';
import { PubSubPublisher } from '../../functions/src/gcp/pubsub/pubsub-publisher.ts';
import { DEFAULT_DELIVERY_POLICY } from '../../functions/src/core/config/delivery-policy.ts';
import { descriptionOf } from '../../functions/src/core/integration/recognition.ts';
import { StripeEvent } from '../../functions/src/integrations/stripe/event.ts';
import { stripe } from '../../functions/src/integrations/stripe/index.ts';
import { MemoryBlobs } from '../../functions/src/testing/memory-blobs.ts';
import { buildWithThreeSteps, type UserProject } from '../faults/bundle.ts';
import { post, productEvent, thinProductEvent } from '../faults/products.ts';
import { first, second, third, threeSteps } from '../faults/three-steps.ts';
import { deploy, type Deployment } from './deployed.ts';
import { startProxy, type Proxy } from './harness/proxy.ts';
import { describeWithEmulators, uniqueProject } from './harness/suite.ts';
import { withApiKey } from '../../functions/src/testing/service-sources.ts';

const SECRET = 'whsec_fault_tests';
const LEDGER = { database: '(default)', collectionPrefix: 'integration-' };
const PATIENT = { timeout: 120_000, interval: 500 };
/** As long as a claim may hold that nobody gives back: function timeout and 30 s, and then a backoff. */
const VERY_PATIENT = { timeout: 240_000, interval: 500 };
const NO_REQUEST = {
  method: 'POST',
  url: '/',
  publicUrls: [],
  headers: {},
  rawBody: Buffer.alloc(0),
  receivedAt: new Date(),
};
const ONCE = { first: 1, second: 1, third: 1 };

describeWithEmulators('deployed functions with the business logic of a user', (emulators) => {
  let user: UserProject;
  let project: string;
  let running: Deployment;
  let store: FirestoreStore;
  let inspection: FirestoreInspection;
  let publisher: PubSubPublisher;
  let proxies: { readonly pubsub: Proxy; readonly firestore: Proxy };

  beforeAll(async () => {
    user = await buildWithThreeSteps();
  }, 180_000);
  afterAll(() => user?.remove());

  beforeEach(async () => {
    project = uniqueProject();
    vi.stubEnv('GCLOUD_PROJECT', project);
    vi.stubEnv('PUBSUB_EMULATOR_HOST', emulators.pubsub);
    vi.stubEnv('FIRESTORE_EMULATOR_HOST', emulators.firestore);
    store = new FirestoreStore(LEDGER);
    inspection = new FirestoreInspection(LEDGER);
    publisher = new PubSubPublisher();
    proxies = { pubsub: await startProxy(emulators.pubsub), firestore: await startProxy(emulators.firestore) };
  });
  afterEach(async () => {
    await running?.stop();
    await publisher.close();
    proxies.pubsub.close();
    proxies.firestore.close();
    vi.unstubAllEnvs();
  });

  async function start(instances = 1): Promise<void> {
    running = await deploy({
      project,
      secret: SECRET,
      emulators: { pubsub: proxies.pubsub.host, firestore: proxies.firestore.host },
      source: user.functions,
      instances,
      environment: { FAULT_FLAGS: user.flags },
    });
  }
  const send = (product: string, patienceMs?: number) =>
    post(productEvent(product), SECRET, running.webhookUrl, patienceMs);
  /** As Stripe does, which sends again what is answered 503. */
  const sendUntilAccepted = (product: string, body = productEvent(product)) =>
    expect.poll(() => post(body, SECRET, running.webhookUrl), PATIENT).toBe(200);
  const steps = async (product: string) => (await store.get('steps', product))?.data;
  const entry = async (product: string): Promise<LedgerEntry | undefined> =>
    (await inspection.entries({ limit: 1000 })).find(({ id }) => id === `evt_${product}`);
  const letterOf = async (product: string): Promise<KeptLetter | undefined> =>
    (await Array.fromAsync(letters(store))).find(({ eventId }) => eventId === `evt_${product}`);

  it('go on at the second of three commands when it failed: the first is not run again, the third was not held up', async () => {
    await start();
    user.setFlag('fail-prod_1');
    await sendUntilAccepted('prod_1');
    await expect.poll(() => steps('prod_1'), PATIENT).toEqual({ first: 1, third: 1 });
    user.clearFlag('fail-prod_1');
    await expect.poll(() => steps('prod_1'), PATIENT).toEqual(ONCE);
    await expect.poll(() => entry('prod_1'), PATIENT).toMatchObject({ status: 'done' });
  });

  it('give up at once what fails for good, and finish it after a redrive', async () => {
    await start();
    user.setFlag('permanent-prod_2');
    await sendUntilAccepted('prod_2');
    await expect
      .poll(() => letterOf('prod_2'), PATIENT)
      .toMatchObject({ attempts: 1, consumer: 'stripe-onStripeEvent', status: 'open' });
    expect((await letterOf('prod_2'))?.reason).toContain('It fails for good.');
    expect(await steps('prod_2')).toEqual({ first: 1, third: 1 });
    user.clearFlag('permanent-prod_2');
    await redrive({ store, publisher, clock: { now: () => new Date() } }, { provider: 'stripe' });
    await expect.poll(() => steps('prod_2'), PATIENT).toEqual(ONCE);
  });

  it.each(['prod_a/b', 'prod_half\uD800', `prod_${'x'.repeat(1_500)}`])(
    'give up at once what no record can be named after: %j',
    async (product) => {
      await start();
      await sendUntilAccepted(product);
      const all = () => Array.fromAsync(letters(store));
      await expect.poll(async () => (await all()).length, PATIENT).toBe(1);
      const [letter] = await all();
      expect(letter).toMatchObject({ attempts: 1, consumer: 'stripe-onStripeEvent', status: 'open' });
      expect(letter?.reason).toContain('is not a place for a record');
    },
  );

  it('give up a poisonous event after exactly the attempts of the policy, and hold up no other for it', async () => {
    await start();
    user.setFlag('fail-prod_poison');
    await sendUntilAccepted('prod_poison');
    await sendUntilAccepted('prod_well');
    await expect.poll(() => steps('prod_well'), PATIENT).toEqual(ONCE);
    await expect
      .poll(() => letterOf('prod_poison'), PATIENT)
      .toMatchObject({ attempts: DEFAULT_DELIVERY_POLICY.maxAttempts });
    expect(await entry('prod_poison')).toMatchObject({ status: 'dead', attempts: DEFAULT_DELIVERY_POLICY.maxAttempts });
    user.clearFlag('fail-prod_poison');
    await redrive({ store, publisher, clock: { now: () => new Date() } }, {});
    await expect.poll(() => steps('prod_poison'), PATIENT).toEqual(ONCE);
  }, 240_000);

  it('keep a message that is not an event of theirs, byte for byte', async () => {
    await start();
    const client = new PubSub({ projectId: project });
    await client.topic('integration-stripe-events').publishMessage({ data: Buffer.from('not an event') });
    await client.close();
    const all = () => Array.fromAsync(letters(store));
    await expect.poll(async () => (await all()).length, PATIENT).toBe(1);
    const [letter] = await all();
    expect(Buffer.from(letter?.data ?? '', 'base64').toString()).toBe('not an event');
  });

  it('have one effect of events that two instances get at the same instant, and of both styles of one occurrence', async () => {
    await start(2);
    const products = Array.from({ length: 20 }, (_unused, index) => `prod_twice${index}`);
    const styles = (product: string) => [productEvent(product), thinProductEvent(product)];
    await Promise.all(products.flatMap((product) => styles(product).map((body) => sendUntilAccepted(product, body))));
    for (const product of products) await expect.poll(() => entry(product), PATIENT).toMatchObject({ status: 'done' });
    // Both instances have had every message by now, or get it again and find it done.
    await delay(3_000);
    for (const product of products) expect(await steps(product)).toEqual(ONCE);
    // Each pair has one entry.
    expect(await inspection.entries({ limit: 1000 })).toHaveLength(products.length);
  }, 240_000);

  it('answer 503 and never 200 while Pub/Sub is cut off, and miss nothing once the sender has repeated', async () => {
    await start();
    await sendUntilAccepted('prod_before');
    proxies.pubsub.stall();
    const products = Array.from({ length: 20 }, (_unused, index) => `prod_cut${index}`);
    const answers = await Promise.all(products.map((product) => send(product, 30_000)));
    expect(new Set(answers)).toEqual(new Set([503]));
    proxies.pubsub.resume();
    for (const product of products) await sendUntilAccepted(product);
    for (const product of products) await expect.poll(() => steps(product), PATIENT).toEqual(ONCE);
  }, 240_000);

  it('handle what came in while Firestore was cut off once it is back, and give up none of it', async () => {
    await start();
    await sendUntilAccepted('prod_first');
    await expect.poll(() => steps('prod_first'), PATIENT).toEqual(ONCE);
    proxies.firestore.stall();
    const products = Array.from({ length: 10 }, (_unused, index) => `prod_away${index}`);
    for (const product of products) await sendUntilAccepted(product);
    await delay(20_000);
    for (const product of products) expect(await steps(product)).toBeUndefined();
    proxies.firestore.resume();
    for (const product of products) await expect.poll(() => steps(product), VERY_PATIENT).toEqual(ONCE);
    expect(await Array.fromAsync(letters(store))).toEqual([]);
  }, 400_000);

  it('go on with what the sources had begun: no name in the ledger is one that a minifier changes', async () => {
    vi.stubEnv('FAULT_FLAGS', user.flags);
    const log = createLogger(() => undefined, 'error');
    const clock = { now: () => new Date() };
    const sources = new Consumer(
      {
        name: 'stripe-onStripeEvent',
        provider: 'stripe',
        revive: (envelope, services) => StripeEvent.revive(envelope, services),
        sagas: { threeSteps },
        tasks: {},
        handlers: [first, second, third],
        policy: DEFAULT_DELIVERY_POLICY,
        timeoutSeconds: 60,
      },
      { publisher, store, blobs: new MemoryBlobs(), log, clock },
      withApiKey(''),
    );
    const body = productEvent('prod_3');
    const about = descriptionOf(stripe, JSON.parse(body.toString()), NO_REQUEST);
    const message = encodeEvent(buildEvent('stripe', about, { receivedAt: new Date() }), body);
    user.setFlag('fail-prod_3');
    await expect(sources.handle({ ...message, messageId: '1', publishTime: new Date() }, log)).rejects.toThrow(
      'fails for now',
    );
    expect(await steps('prod_3')).toEqual({ first: 1, third: 1 });

    user.clearFlag('fail-prod_3');
    await start();
    await sendUntilAccepted('prod_3', body);
    await expect.poll(() => steps('prod_3'), PATIENT).toEqual(ONCE);
    expect(await entry('prod_3')).toMatchObject({ status: 'done', attempts: 2 });
  });
});
