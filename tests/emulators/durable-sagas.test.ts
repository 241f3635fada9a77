import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { days, hours } from '../../functions/src/core/durable/durations.ts';
import { FirestoreInspection } from '../../functions/src/gcp/firestore/inspection.ts';
import { FirestoreStore } from '../../functions/src/gcp/firestore/store.ts';
import { stripeSamples } from '../../functions/src/integrations/stripe/samples.ts';
import { buildOverTime, type UserProject } from '../faults/bundle.ts';
import { post } from '../faults/products.ts';
import { deploySagas, type SagaDeployment } from './deployed-sagas.ts';
import { describeWithEmulators, uniqueProject } from './harness/suite.ts';

const SECRET = 'whsec_fault_tests';
const LEDGER = { database: '(default)', collectionPrefix: 'integration-' };
/** A death in a claim is over once its lease is, which on a busy machine takes minutes in all. */
const PATIENT = { timeout: 400_000, interval: 500 };
/** Often, so that the test is quick: Cloud Scheduler does it each minute. */
const WAKE_EVERY_MS = 1_500;

/** The steps of the functions: each is killed before and after every one, once in the story. */
const RECEIVING = ['stripe.webhook publish', 'stripe.onStripeEvent commitNew', 'stripe.onStripeEvent publish'];
const DECIDING = ['sagas.wake find', 'sagas.wake publish', 'sagas.onSagaEvent write', 'sagas.onSagaEvent publish'];
const DOING = ['sagas.onSagaEvent get', 'sagas.onSagaEvent claim', 'sagas.onSagaEvent commit'];

describeWithEmulators('durable sagas as deployed functions', (emulators) => {
  let user: UserProject;
  let running: SagaDeployment;
  let store: FirestoreStore;
  let inspection: FirestoreInspection;
  let waker: AbortController;
  let waking: Promise<void>;

  beforeAll(async () => {
    user = await buildOverTime();
  }, 180_000);
  afterAll(() => user?.remove());

  beforeEach(async () => {
    const project = uniqueProject();
    vi.stubEnv('GCLOUD_PROJECT', project);
    vi.stubEnv('FIRESTORE_EMULATOR_HOST', emulators.firestore);
    store = new FirestoreStore(LEDGER);
    inspection = new FirestoreInspection(LEDGER);
    for (const flag of readdirSync(user.flags)) user.clearFlag(flag);
    running = await deploySagas({ project, secret: SECRET, emulators, source: user.functions, flags: user.flags });
    waker = new AbortController();
    const { signal } = waker;
    const wakeAgain = async () => {
      while (!signal.aborted) {
        await running.wake();
        await delay(WAKE_EVERY_MS);
      }
    };
    waking = wakeAgain();
  });
  afterEach(async () => {
    waker?.abort();
    await waking;
    await running?.stop();
    await inspection[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
    vi.unstubAllEnvs();
  });

  const goTo = (ms: number) => user.setFlag('ahead', String(ms));
  const deeds = async (id: string) => (await store.get('deeds', id))?.data['deeds'];
  const allDeeds = (ids: readonly string[]) => Promise.all(ids.map(deeds));
  const killAround = (steps: readonly string[]) => {
    for (const death of deathsAround(steps)) user.setFlag(death);
  };
  const deathsToCome = () => readdirSync(user.flags).filter((flag) => flag.startsWith('die '));
  const unfinished = async () => (await inspection.entries({ limit: 5_000 })).filter(({ status }) => status !== 'done');

  /** Sends an event twice, as often as it takes. */
  async function send(type: string, id: string): Promise<void> {
    const body = eventAbout(type, id);
    for (let accepted = 0; accepted < 2;) {
      if ((await post(body, SECRET, running.webhookUrl)) === 200) accepted++;
      else await delay(100);
    }
  }

  it('remind and suspend in order, each once, though killed between every two steps; and stop once it is paid', async () => {
    const unpaid = numbered(8, 'in_unpaid');
    const paid = numbered(4, 'in_paid');
    const all = [...unpaid, ...paid];

    // One after the other: facts that arrive together are committed together, and what is committed is published once.
    const deaths = deathsAround(RECEIVING);
    for (const [index, death] of deaths.entries()) {
      const few = all.filter((_id, place) => place % deaths.length === index);
      user.setFlag(death);
      await Promise.all(few.map((id) => send('invoice.payment_failed', id)));
      await expect.poll(() => allDeeds(few), PATIENT).toEqual(few.map(() => ['opened']));
      expect(deathsToCome()).toEqual([]);
    }

    killAround(DECIDING);
    goTo(days(1) + hours(1));
    await expect.poll(() => allDeeds(all), PATIENT).toEqual(all.map(() => ['opened', 'reminded 1']));
    expect(deathsToCome()).toEqual([]);

    goTo(days(2));
    await Promise.all(paid.map((id) => send('invoice.paid', id)));
    await expect
      .poll(
        async () =>
          (await store.find('sagaInstances', complete)).filter(({ data }) => data['saga'] === 'overdue').length,
        PATIENT,
      )
      .toBe(paid.length);

    // Two reminders and the suspension are due at the same time by now.
    killAround(DOING);
    goTo(days(10) + hours(1));
    const done = ['opened', 'reminded 1', 'reminded 2', 'reminded 3', 'suspended'];
    await expect.poll(() => allDeeds(unpaid), PATIENT).toEqual(unpaid.map(() => done));
    expect(deathsToCome()).toEqual([]);
    expect(await allDeeds(paid)).toEqual(paid.map(() => ['opened', 'reminded 1']));

    await expect.poll(unfinished, PATIENT).toEqual([]);
    const reminders = (await store.list('dunningReminders', { limit: 100 })).map(({ id, version }) => [id, version]);
    expect(reminders).toHaveLength(3 * unpaid.length + paid.length);
    expect(reminders.every(([, version]) => version === 1)).toBe(true);
    expect(await store.list('deadLetters', { limit: 1 })).toEqual([]);
  }, 600_000);
});

/** The flags for a death before and after each step. */
function deathsAround(steps: readonly string[]): readonly string[] {
  return steps.flatMap((step) => {
    const [target = '', method = ''] = step.split(' ');
    return ['before', 'after'].map((when) => `die ${target} ${when} ${method}`);
  });
}

const complete = { where: { field: 'status', equals: 'complete' }, fields: ['saga'], limit: 100 };

function numbered(count: number, prefix: string): readonly string[] {
  return Array.from({ length: count }, (_unused, index) => `${prefix}_${String(index).padStart(4, '0')}`);
}

/** An event of Stripe about an object. Times are those of the test: what is too old is not taken. */
function eventAbout(type: string, id: string, eventId = `evt_${type}_${id}`): Buffer {
  const event = JSON.parse(stripeSamples.sample(type, { id, now: new Date() }));
  Object.assign(event, { id: eventId, type });
  event.data.object.id = id;
  return Buffer.from(JSON.stringify(event));
}
