import { afterAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { withFact, withTime, type NewFact } from '../../functions/src/core/durable/decision.ts';
import type { DurableSagaDefinition } from '../../functions/src/core/durable/definition.ts';
import { days } from '../../functions/src/core/durable/durations.ts';
import { hold } from '../../functions/src/core/durable/held.ts';
import { InstanceChange } from '../../functions/src/core/durable/instance-change.ts';
import { buildEvent, encodeEvent } from '../../functions/src/core/event/platform-event.ts';
import { durableSagas } from '../../functions/src/generated/catalog.ts';
import type { HeldDelivery } from '../../local/queue/delivery-rows.ts';
import { openState, type LocalState } from '../../local/local-state.ts';
import { GRACE_MS, subscriberOf } from '../../local/testing/queue.ts';
import { makeStateDir } from '../../local/testing/state-dir.ts';
import { runCommand } from '../../ops/testing/terminal.ts';
import { commandLog } from '../../ops/cli/command-log.ts';

const BILL = { provider: 'stripe', id: 'in_1', account: null, customer: 'cus_1', subscription: null, livemode: false };
const TOPIC = 'integration-stripe-events';
const CONSUMER = 'stripe-onStripeEvent';

let dunning: DurableSagaDefinition;
let state: LocalState;

afterAll(() => vi.unstubAllEnvs());

beforeEach(async () => {
  const { path, remove } = makeStateDir();
  onTestFinished(remove);
  vi.stubEnv('LOCAL_STATE_DIR', path);
  vi.stubEnv('STRIPE_WEBHOOK_SECRET', 'whsec_of_these_tests');
  const definition = await durableSagas['dunning']?.definition();
  if (definition === undefined) throw new Error('There is no saga dunning.');
  dunning = definition;
  const settings = { stateDir: path, project: 'demo-sagas', port: 0, consolePort: 0, backoffScale: 0.001 };
  state = openState(settings, commandLog());
  onTestFinished(() => state.close());
});

describe('sagas list', () => {
  it('has those first at which something is due soonest, and prints them for people and for scripts', async () => {
    expect(await runCommand(['sagas', 'list'])).toMatchObject({ code: 0, printed: 'No instance matches.' });
    await failed('late');
    state.sagaClock.advance(days(0.5));
    await failed('later');
    const { code, printed } = await runCommand(['sagas', 'list']);
    expect(code).toBe(0);
    expect(printed.split('\n').map((line) => line.split(/ +/).slice(0, 3))).toEqual([
      ['SAGA', 'KEY', 'STATUS'],
      ['dunning', 'late', 'open'],
      ['dunning', 'later', 'open'],
    ]);
    expect(await listed()).toEqual([
      { saga: 'dunning', key: 'late', status: 'open', life: 1, dueAt: expect.any(Number) },
      { saga: 'dunning', key: 'later', status: 'open', life: 1, dueAt: expect.any(Number) },
    ]);
    expect(await listed('--limit', '1')).toMatchObject([{ key: 'late' }]);
  });

  it('is narrowed to a saga, to a key, and to those that are held', async () => {
    await failed('one');
    await failed('two');
    await change('two', (before) => ({ state: hold(before) }));
    expect(await listed('--saga', 'dunning')).toHaveLength(2);
    expect(await listed('--saga', 'trialEnding')).toEqual([]);
    expect(await listed('--key', 'one')).toMatchObject([{ saga: 'dunning', key: 'one' }]);
    expect(await listed('--key', 'three')).toEqual([]);
    expect(await listed('--held')).toMatchObject([{ key: 'two', status: 'held' }]);
  });

  it.each([
    [['--saga', 'none'], /^There is no durable saga none\. Choose from: (?:\w+, )*dunning, /],
    [['--limit', '0'], /^--limit must be a whole number from 1 to 1000\.$/],
    [['dunning'], /^Unexpected argument "dunning"/],
  ])('with %j is wrong use, told in a sentence', async (words, sentence) => {
    expect(await runCommand(['sagas', 'list', ...words])).toMatchObject({
      code: 2,
      told: expect.stringMatching(sentence),
    });
  });
});

describe('sagas show', () => {
  it('prints the facts, the commands, and what the instance will do if nothing else happens', async () => {
    await failed('one');
    state.sagaClock.advance(days(1));
    await change('one', (before, now) => withTime(before, dunning, now));
    const { code, printed } = await runCommand(['sagas', 'show', 'dunning', 'one']);
    expect(code).toBe(0);
    const [head = '', , ...lines] = printed.split('\n');
    expect(head).toMatch(/^dunning one: open, life 1, decided to \d{4}-\S+Z$/);
    expect(lines.map((line) => line.split(/ {2,}/).slice(1, 3))).toEqual([
      ['fact', 'paymentFailed'],
      ['waiting', 'RemindOfPayment'],
      ['expected', 'RemindOfPayment'],
      ['expected', 'RemindOfPayment'],
      ['expected', 'SuspendAccount'],
    ]);
    const json = JSON.parse((await runCommand(['sagas', 'show', 'dunning', 'one', '--json'])).printed);
    expect(json).toMatchObject({ saga: 'dunning', key: 'one', status: 'open', life: 1 });
    expect(json.timeline[0]).toMatchObject({ kind: 'fact', event: { source: '//stripe.com', id: 'evt_one' } });
  });

  it('has a completed instance expect nothing', async () => {
    await failed('one');
    await fact('one', 'settled', { outcome: 'paid' });
    const { printed } = await runCommand(['sagas', 'show', 'dunning', 'one']);
    expect(printed).toMatch(/^dunning one: complete, /);
    expect(printed).not.toContain('expected');
  });

  it.each([
    [['dunning', 'none'], 1, /^The saga dunning has no instance none\.$/],
    [['dunning'], 2, /^Name the saga and the key: /],
    [['none', 'one'], 2, /^There is no durable saga none\. /],
  ])('with %j says what is wrong', async (words, code, sentence) => {
    expect(await runCommand(['sagas', 'show', ...words])).toMatchObject({
      code,
      told: expect.stringMatching(sentence),
    });
  });
});

describe('clock advance', () => {
  it('moves the sagas’ time ahead, again and again, and no other time', async () => {
    const { code, printed } = await runCommand(['clock', 'advance', '3d']);
    expect({ code, printed }).toEqual({ code: 0, printed: expect.stringMatching(/^It is \S+Z for durable sagas\.$/) });
    expect(state.sagaClock.aheadMs).toBe(days(3));
    const { aheadMs } = JSON.parse((await runCommand(['clock', 'advance', '90m', '--json'])).printed);
    expect(aheadMs).toBe(days(3) + 90 * 60_000);
    expect(Math.abs(state.ports.clock.now().getTime() - Date.now())).toBeLessThan(days(1));
  });

  it.each([
    [[], /^Say by how much: /],
    [['-3d'], /./],
    [['0d'], /^The time to advance must be a duration such as 30m, 12h or 3d\.$/],
    [['3 days'], /^The time to advance must be a duration/],
    [['3d', '4d'], /^Unexpected argument "4d"/],
  ])('with %j is wrong use', async (words, sentence) => {
    expect(await runCommand(['clock', 'advance', ...words])).toMatchObject({
      code: 2,
      told: expect.stringMatching(sentence),
    });
    expect(state.sagaClock.aheadMs).toBe(0);
  });

  it('of a deployed project does not exist', async () => {
    expect(await runCommand(['clock', 'advance', '3d', '--project', 'acme'])).toMatchObject({ code: 2 });
  });
});

describe('replay --saga', () => {
  it('brings the events of the past to that saga alone', async () => {
    const deliveries: HeldDelivery[] = [];
    const deliver = async (delivery: HeldDelivery) => void deliveries.push(delivery);
    state.queue.start([subscriberOf(deliver, { consumer: CONSUMER, topic: TOPIC })]);
    onTestFinished(() => state.queue.stop(GRACE_MS));
    const now = new Date();
    const about = { id: 'evt_1', type: 'invoice.payment_failed', time: now, source: '//stripe.com' };
    const message = encodeEvent(buildEvent('stripe', about, { receivedAt: now }), Buffer.from('{}'));
    await state.ports.publisher.publish(TOPIC, [message], 10_000);
    await expect.poll(() => deliveries.length).toBe(1);
    await collecting(async () => {
      const { code, printed } = await runCommand(['replay', '--saga', 'dunning', '--since', '1d', '--json']);
      expect(code).toBe(0);
      expect(JSON.parse(printed)).toMatchObject({
        saga: 'dunning',
        reports: expect.arrayContaining([{ provider: 'stripe', read: 1, published: 1 }]),
      });
    });
    await expect.poll(() => deliveries.length).toBe(2);
    expect(deliveries[0]?.attributes).not.toHaveProperty('saga');
    expect(deliveries[1]?.attributes).toMatchObject({ id: 'evt_1', saga: 'dunning', consumer: CONSUMER });
  });

  it.each([
    [['--saga', 'dunning', '--since', '1d'], /^dunning decides at once, and would take the past for the present\. /],
    [['--saga', 'dunning'], /^Specify a start time: /],
    [['--saga', 'none', '--since', '1d'], /^There is no durable saga none\. /],
    [['--saga', 'dunning', '--since', '1d', '--again'], /^--saga reads the topics of all of its providers: /],
  ])('with %j is refused with the way to go', async (words, sentence) => {
    expect(await runCommand(['replay', ...words])).toMatchObject({ code: 2, told: expect.stringMatching(sentence) });
  });
});

/** Has dunning collect facts for the time of some work. */
async function collecting(work: () => Promise<void>): Promise<void> {
  const entry = durableSagas['dunning'];
  if (entry === undefined) throw new Error('There is no saga dunning.');
  const definition = vi.spyOn(entry, 'definition').mockResolvedValue({ ...dunning, collecting: 'silently' });
  await work();
  definition.mockRestore();
}

async function failed(key: string): Promise<void> {
  await fact(key, 'paymentFailed', { ...BILL, failedAt: new Date().toISOString() });
}

async function fact(key: string, name: string, data: unknown): Promise<void> {
  const added: NewFact = { name, data, from: JSON.stringify(['//stripe.com', `evt_${key}`]), receivedAt: Date.now() };
  await change(key, (before, now) => withFact(before, dunning, added, now));
}

type Decide = Parameters<typeof InstanceChange.ofAny>[1];

async function change(key: string, decide: Decide): Promise<void> {
  const { store } = state.ports;
  const instance = { saga: 'dunning', key, definition: dunning };
  await store.write([InstanceChange.ofAny(instance, decide).mutation(state.sagaClock.at)]);
}

async function listed(...words: readonly string[]): Promise<readonly unknown[]> {
  return JSON.parse((await runCommand(['sagas', 'list', '--json', ...words])).printed);
}
