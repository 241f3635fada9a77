import { PubSub, type Message } from '@google-cloud/pubsub';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startConsole, type ServedConsole } from '../../console/testing/served-console.ts';
import { buildEvent, encodeEvent } from '../../functions/src/core/event/platform-event.ts';
import { deadLetterOf } from '../../functions/src/core/letters/dead-letter.ts';
import { keepLetter } from '../../functions/src/core/letters/letter.ts';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import { FirestoreStore } from '../../functions/src/gcp/firestore/store.ts';
import { openCloudPlace } from '../../ops/cli/cloud-place.ts';
import type { Place } from '../../ops/cli/place.ts';
import { cloudConsolePorts } from '../../ops/console/cloud-console.ts';
import { describeWithEmulators, uniqueProject } from './harness/suite.ts';

const TOPIC = 'integration-stripe-events';
const CONSUMER = 'stripe-onStripeEvent';
const SOURCE = '//stripe.com';
const now = new Date();

describeWithEmulators('the console of a deployed project', ({ pubsub, firestore }) => {
  const project = uniqueProject();
  const delivered: Message[] = [];
  let client: PubSub;
  let place: Place;
  let reading: ServedConsole;
  let writing: ServedConsole;

  beforeAll(async () => {
    vi.stubEnv('PUBSUB_EMULATOR_HOST', pubsub);
    vi.stubEnv('FIRESTORE_EMULATOR_HOST', firestore);
    vi.stubEnv('GCLOUD_PROJECT', project);
    vi.stubEnv('STRIPE_WEBHOOK_SECRET', 'whsec_console_tests');
    client = new PubSub({ projectId: project });
    const [topic] = await client.createTopic({ name: TOPIC, messageRetentionDuration: { seconds: 3600 } });
    const [subscription] = await topic.createSubscription('eventarc-reader', { ackDeadlineSeconds: 60 });
    for (const id of ['evt_handled', 'evt_dead', 'evt_other']) await topic.publishMessage(messageOf(id));
    subscription.on('message', (message: Message) => {
      delivered.push(message);
      message.ack();
    });
    await seed();
    place = await openCloudPlace(project);
    reading = await startConsole(await cloudConsolePorts(place, project, false));
    writing = await startConsole(await cloudConsolePorts(place, project, true));
  }, 120_000);

  afterAll(async () => {
    await Promise.all([reading.close(), writing.close(), client.close()]);
    vi.unstubAllEnvs();
  });

  /** What two consumed events leave behind: one was handled, the other given up on. */
  async function seed(): Promise<void> {
    await using store = new FirestoreStore({ database: '(default)', collectionPrefix: 'integration-' });
    for (const id of ['evt_handled', 'evt_dead']) {
      const key = { consumer: CONSUMER, source: SOURCE, id };
      const event = {
        provider: 'stripe',
        eventType: 'invoice.paid',
        time: now.toISOString(),
        receivedTime: now.toISOString(),
        messageId: '7',
      };
      const claim = await store.claim({ key, event, leaseMs: 1_000, now });
      if (claim.status !== 'claimed') throw new Error('The event was there before.');
      const fence = { key, token: claim.token, now };
      const record = { collection: 'subscriptions', id: 'sub_1', mutate: () => ({ status: 'active' }) };
      if (id === 'evt_handled') await store.commit(fence, 'sync/SyncSubscription', [record], true);
      else await store.bury(fence, [{ command: 'sync/SyncSubscription', message: 'it cannot work', permanent: true }]);
    }
    const delivery = { ...messageOf('evt_dead'), messageId: '8', publishTime: now };
    const report = { consumer: CONSUMER, reason: 'sync/SyncSubscription: it cannot work', attempts: 1, time: now };
    const log = createLogger(() => {}, 'error');
    await keepLetter('stripe', { ...delivery, ...deadLetterOf(delivery, report) }, store, log);
  }

  async function read(path: string) {
    return JSON.parse((await reading.call(path)).body);
  }

  it('says that it only reads, and that nothing is told as it happens', async () => {
    expect(await read('/api/overview')).toMatchObject({
      mode: 'cloud',
      project,
      writable: false,
      features: {
        live: false,
        requests: false,
        send: false,
        resend: false,
        search: false,
        stats: false,
        envelopes: true,
      },
      providers: [
        { provider: 'stripe', webhookUrl: `https://us-central1-${project}.cloudfunctions.net/stripe-webhook` },
      ],
    });
    expect(JSON.parse((await writing.call('/api/overview')).body)).toMatchObject({ writable: true });
  });

  it("lists events by the ledger's entries, with commands, attempts and errors", async () => {
    const { events } = await read('/api/events');
    expect(new Map(events.map(({ id, status }: { id: string; status: string }) => [id, status]))).toEqual(
      new Map([
        ['evt_handled', 'handled'],
        ['evt_dead', 'dead'],
      ]),
    );
    expect((await read('/api/events?status=dead')).events).toMatchObject([
      {
        id: 'evt_dead',
        consumers: [
          { name: CONSUMER, status: 'dead', attempts: 1, commands: [{ status: 'failed', error: 'it cannot work' }] },
        ],
      },
    ]);
    expect((await reading.call('/api/events?q=x')).status).toBe(400);
  });

  it('shows a dead letter with its reason, on its own and with its event, whose message it keeps', async () => {
    const { letters } = await read('/api/letters');
    expect(letters).toMatchObject([{ status: 'open', consumer: CONSUMER, eventId: 'evt_dead' }]);
    expect(letters[0]).not.toHaveProperty('data');
    expect(await read(`/api/letters/${letters[0].id}`)).toMatchObject({ text: expect.stringContaining('evt_dead') });
    const event = await read('/api/events/evt_dead');
    expect(event).toMatchObject({ envelope: null, letters: [{ id: letters[0].id }] });
    expect(event.logsUrl).toContain('evt_dead');
    expect(await read('/api/events/evt_dead?envelope=1')).toMatchObject({ envelope: { id: 'evt_dead' } });
  });

  it('finds the message of an event in what its topic retains, and leaves no subscription behind', async () => {
    const event = await read('/api/events/evt_handled?envelope=1');
    expect(event).toMatchObject({ attributes: { id: 'evt_handled' }, envelope: { id: 'evt_handled', data: { n: 1 } } });
    const [subscriptions] = await client.topic(TOPIC).getSubscriptions();
    expect(subscriptions).toHaveLength(1);
  });

  it('shows records, collections and counts', async () => {
    expect((await read('/api/records')).collections).toEqual([{ name: 'subscriptions', count: 1 }]);
    expect((await reading.call('/api/records/ledger')).status).toBe(404);
    expect((await read('/api/records/subscriptions')).records).toMatchObject([
      { id: 'sub_1', data: { status: 'active' } },
    ]);
    const { providers } = await read('/api/map');
    expect(providers).toMatchObject([
      {
        provider: 'stripe',
        deadLetters: { open: 1 },
        consumers: expect.arrayContaining([
          expect.objectContaining({ name: CONSUMER, counts: { handled: 1, retrying: 0, dead: 1 } }),
        ]),
      },
    ]);
  });

  it('shows the subscriptions of the topics as they are set', async () => {
    expect((await read('/api/subscriptions')).subscriptions).toMatchObject([
      { name: 'eventarc-reader', topic: TOPIC, policy: { 'ack deadline': '60 s' }, drift: [] },
    ]);
  });

  describe('without --write', () => {
    it.each([
      ['/api/letters/redrive', { all: true }],
      ['/api/letters/dismiss', { all: true }],
      ['/api/events/evt_handled/replay', { consumer: CONSUMER, again: true }],
    ])('%s is refused and changes nothing', async (path, input) => {
      expect(JSON.parse((await reading.act(path, input)).body).error.code).toBe('read-only');
      expect((await read('/api/letters?status=open')).letters).toHaveLength(1);
    });
  });

  describe('with --write', () => {
    it('says before what a redrive would do, then gives the dead letter back to its consumer', async () => {
      const asked = await writing.act('/api/letters/redrive?dry=1', { all: true });
      expect(JSON.parse(asked.body).will).toMatch(/^One dead letter is sent to its consumer again\./);
      expect((await read('/api/letters?status=open')).letters).toHaveLength(1);

      const { body } = await writing.act('/api/letters/redrive', { all: true });
      expect(JSON.parse(body)).toEqual({ redriven: 1, withoutBytes: 0 });
      await expect
        .poll(() => addressed(delivered), { timeout: 20_000 })
        .toEqual([{ id: 'evt_dead', consumer: CONSUMER, redrive: expect.any(String) }]);
      expect((await read('/api/letters?status=open')).letters).toEqual([]);
      expect((await read('/api/letters')).letters).toMatchObject([{ status: 'redriven' }]);
    });

    it('counts a dead letter among the open ones until it is dismissed, and shows why it was', async () => {
      const [{ id }] = (await read('/api/letters')).letters;
      const data = (await place.ports.store.get('deadLetters', id))?.data;
      const unwanted = { collection: 'deadLetters', id: 'unwanted', mutate: () => ({ ...data, status: 'open' }) };
      await place.ports.store.write([unwanted]);
      const openOnes = async () => (await read('/api/map')).providers[0].deadLetters.open;
      expect(await openOnes()).toBe(1);

      const { body } = await writing.act('/api/letters/dismiss', { all: true, reason: 'a test event' });
      expect(JSON.parse(body)).toEqual({ dismissed: 1 });
      expect(await openOnes()).toBe(0);
      expect((await read('/api/letters?status=dismissed')).letters).toMatchObject([{ id: 'unwanted' }]);
      expect(await read('/api/letters/unwanted')).toMatchObject({
        dismissReason: 'a test event',
        text: expect.stringContaining('evt_dead'),
      });
    });

    it('replays an event from what its topic retains', async () => {
      const { body } = await writing.act('/api/events/evt_handled/replay', { consumer: CONSUMER, again: true });
      const { replay } = JSON.parse(body);
      await expect
        .poll(() => addressed(delivered), { timeout: 20_000 })
        .toContainEqual({ id: 'evt_handled', consumer: CONSUMER, replay });
    });
  });
});

function messageOf(id: string) {
  const about = { id, type: 'invoice.paid', time: now, source: SOURCE };
  return encodeEvent(buildEvent('stripe', about, { receivedAt: now }), Buffer.from('{"n":1}'));
}

/** Messages for one consumer, by what steers them. */
function addressed(messages: readonly Message[]): readonly object[] {
  return messages
    .filter(({ attributes }) => attributes['consumer'] !== undefined)
    .map(({ attributes: { id, consumer, redrive, replay } }) => ({
      id,
      consumer,
      ...(redrive !== undefined && { redrive }),
      ...(replay !== undefined && { replay }),
    }));
}
