import { PubSub } from '@google-cloud/pubsub';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { buildEvent, encodeEvent } from '../../functions/src/core/event/platform-event.ts';
import { deadLetterOf } from '../../functions/src/core/letters/dead-letter.ts';
import { keepLetter } from '../../functions/src/core/letters/letter.ts';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import { FirestoreStore } from '../../functions/src/gcp/firestore/store.ts';
import { runProgram } from '../../ops/testing/running-host.ts';
import { runCommand } from '../../ops/testing/terminal.ts';
import { describeWithEmulators, uniqueProject } from './harness/suite.ts';

const TOPIC = 'integration-stripe-events';
const CONSUMER = 'stripe-onStripeEvent';
const EVENT = 'evt_given_up';

describeWithEmulators('the command line on a project', ({ pubsub, firestore }) => {
  const project = uniqueProject();
  let client: PubSub;
  let store: FirestoreStore;

  /** The messages that came to the topic since the last time, by their attributes. */
  const arrived: Record<string, string>[] = [];

  beforeAll(async () => {
    vi.stubEnv('PUBSUB_EMULATOR_HOST', pubsub);
    vi.stubEnv('FIRESTORE_EMULATOR_HOST', firestore);
    vi.stubEnv('GCLOUD_PROJECT', project);
    client = new PubSub({ projectId: project });
    const [topic] = await client.createTopic({ name: TOPIC, messageRetentionDuration: { seconds: 3600 } });
    const [subscription] = await topic.createSubscription('watched');
    subscription.on('message', (message) => {
      arrived.push({ ...message.attributes });
      message.ack();
    });
    store = new FirestoreStore({ database: '(default)', collectionPrefix: 'integration-' });

    const now = new Date();
    const about = { id: EVENT, type: 'invoice.paid', time: now, source: '//stripe.com' };
    const message = encodeEvent(buildEvent('stripe', about, { receivedAt: now }), Buffer.from('{"exact":1.00}'));
    const messageId = await topic.publishMessage(message);
    const delivery = { ...message, messageId, publishTime: now };
    const key = { consumer: CONSUMER, source: '//stripe.com', id: EVENT };
    const event = {
      provider: 'stripe',
      eventType: 'invoice.paid',
      time: now.toISOString(),
      receivedTime: now.toISOString(),
      messageId,
    };
    const claim = await store.claim({ key, event, leaseMs: 1000, now });
    if (claim.status !== 'claimed') throw new Error('The event could not be claimed.');
    const failure = { command: 'invoices/SyncInvoice', message: 'it broke', permanent: true };
    await store.bury({ key, token: claim.token, now }, [failure]);
    const letter = deadLetterOf(delivery, { consumer: CONSUMER, reason: 'it broke', attempts: 1, time: now });
    await keepLetter(
      'stripe',
      { ...letter, messageId, publishTime: now },
      store,
      createLogger(() => undefined, 'error'),
    );
    await vi.waitFor(() => expect(arrived).toHaveLength(1), { timeout: 20_000 });
  }, 180_000);

  afterAll(async () => {
    vi.unstubAllEnvs();
    await store[Symbol.asyncDispose]();
    await client.close();
  });

  it('shows what became of events, and the message from the retention of its topic', async () => {
    const { printed } = await runCommand(['events', '--project', project]);
    expect(printed).toMatch(/dead +stripe +invoice\.paid +evt_given_up +invoices\/SyncInvoice: it broke/);
    const { printed: shown } = await runCommand(['events', 'show', EVENT, '--envelope', '--project', project]);
    expect(shown).toMatch(/stripe-onStripeEvent: dead, 1 attempt/);
    expect(shown).toContain('"data":{"exact":1.00}');
  });

  it('ends by itself when it has answered', async () => {
    const words = ['dead-letters', 'redrive', 'no-such-letter', '--project', project];
    const emulators = { PUBSUB_EMULATOR_HOST: pubsub, FIRESTORE_EMULATOR_HOST: firestore };
    const { code, output } = await runProgram('ops/cli.ts', words, emulators);
    expect(output).toMatch(/^There is no dead letter no-such-letter/m);
    expect(code).toBe(1);
    expect(await runProgram('ops/cli.ts', ['events', '--project', project], emulators)).toMatchObject({ code: 0 });
  });

  it('asks before it changes anything, and changes nothing without a yes', async () => {
    const words = ['dead-letters', 'redrive', '--all', '--project', project];
    const refused = await runCommand(words, false);
    expect(refused).toMatchObject({ code: 1, told: 'Nothing was changed.' });
    expect(refused.questions).toEqual([`This redrives 1 dead letter of ${project}. Go on?`]);
    expect(await runCommand(words)).toMatchObject({ code: 2, told: expect.stringContaining('add --yes') });
    const { printed } = await runCommand(['dead-letters', 'list', '--status', 'open', '--json', '--project', project]);
    expect(JSON.parse(printed)).toMatchObject({ total: 1, letters: [{ eventId: EVENT, consumer: CONSUMER }] });
    expect(arrived).toHaveLength(1);
  });

  it('redrives to the consumer that gave up', async () => {
    const { code, printed } = await runCommand(['dead-letters', 'redrive', '--all', '--yes', '--project', project]);
    expect({ code, printed }).toEqual({ code: 0, printed: '1 redriven.' });
    await expect.poll(() => arrived.length, { timeout: 20_000 }).toBe(2);
    expect(arrived[1]).toMatchObject({ id: EVENT, consumer: CONSUMER, redrive: expect.any(String) });
    const { printed: left } = await runCommand(['dead-letters', 'list', '--status', 'open', '--project', project]);
    expect(left).toBe('There are no dead letters.');
  });

  it('dismisses what nobody wants, with a yes, and redrives it only by its id', async () => {
    const [{ id }] = JSON.parse(
      (await runCommand(['dead-letters', 'list', '--json', '--project', project])).printed,
    ).letters;
    const data = (await store.get('deadLetters', id))?.data;
    await store.write([{ collection: 'deadLetters', id: 'unwanted', mutate: () => ({ ...data, status: 'open' }) }]);
    const words = ['dead-letters', 'dismiss', '--all', '--reason', 'a test event', '--project', project];
    const { questions } = await runCommand(words, false);
    expect(questions).toEqual([`This marks 1 dead letter of ${project} as dismissed. Nothing is deleted. Go on?`]);
    expect(await runCommand([...words, '--yes'])).toMatchObject({ code: 0, printed: '1 dismissed.' });
    const { printed } = await runCommand(['dead-letters', 'show', 'unwanted', '--project', project]);
    expect(printed).toMatch(/^ {2}because +a test event$/m);

    const redrive = ['dead-letters', 'redrive', '--yes', '--project', project];
    expect((await runCommand([...redrive, '--all'])).printed).toBe('No open dead letter matches.');
    expect((await runCommand([...redrive, 'unwanted'])).printed).toBe('1 redriven.');
    await expect.poll(() => arrived.length, { timeout: 20_000 }).toBe(3);
  });

  it('replays what the topic retains, and leaves out what was already addressed to a consumer', async () => {
    const words = ['replay', '--provider', 'stripe', '--since', '1h', '--consumer', CONSUMER, '--again'];
    const { printed } = await runCommand([...words, '--yes', '--json', '--project', project]);
    const { published, again } = JSON.parse(printed);
    expect(published).toBe(1);
    await expect.poll(() => arrived.length, { timeout: 20_000 }).toBe(4);
    expect(arrived[3]).toMatchObject({ id: EVENT, consumer: CONSUMER, replay: again });
  }, 180_000);
});
