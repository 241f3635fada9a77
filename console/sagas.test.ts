import { concat, exhaustMap, ignoreElements, interval, map, merge, takeUntil, timer } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { days, hours, minutes } from '../functions/src/core/durable/durations.ts';
import { durableSaga } from '../functions/src/core/durable/durable-saga.ts';
import { ofFact } from '../functions/src/core/durable/fact-sources.ts';
import { instancePlace } from '../functions/src/core/durable/instance-record.ts';
import { PermanentError } from '../functions/src/core/event/errors.ts';
import type { EventDetail } from '../functions/src/core/inspect/event-reader.ts';
import { LedgerEventReader } from '../functions/src/core/inspect/ledger-event-reader.ts';
import type { TimelineSpan } from '../functions/src/core/inspect/timeline.ts';
import { keepLetter } from '../functions/src/core/letters/letter.ts';
import { letterById, letters } from '../functions/src/core/letters/letters.ts';
import { Command, commandHandler } from '../functions/src/core/logic/command.ts';
import { acme, SagaWorld } from '../functions/src/testing/saga-world.ts';
import type { ConsolePorts, SagaPorts } from './ports.ts';
import { event, fakePorts } from './testing/fake-ports.ts';
import { refusalIn, serveConsole } from './testing/served-console.ts';

class Remind extends Command {
  static readonly type = 'Remind';
  override readonly key: string;

  constructor(count: number) {
    super();
    this.key = String(count);
  }
}

class Suspend extends Command {
  static readonly type = 'Suspend';
}

const dunning = durableSaga({ failed: acme('failed'), paid: acme('paid') }, (facts$, { clock }) =>
  facts$.pipe(
    ofFact('failed'),
    exhaustMap(() =>
      concat(
        concat(timer(days(1), clock), timer(days(2), clock)).pipe(map((_, n) => new Remind(n + 1))),
        timer(days(4), clock).pipe(map(() => new Suspend())),
      ),
    ),
    takeUntil(facts$.pipe(ofFact('paid'))),
  ),
);
const broken = durableSaga({ failed: acme('failed') }, () => {
  throw new Error('It cannot count.');
});

let fault: Error | undefined;
const remind = commandHandler(Remind, () => {
  if (fault !== undefined) throw fault;
});
const suspend = commandHandler(Suspend, () => undefined);

let world: SagaWorld;
let aheadMs: number;
let sagas: SagaPorts;

beforeEach(() => {
  fault = undefined;
  aheadMs = 0;
  world = new SagaWorld({ dunning, broken }, [remind, suspend]);
  const { store, clock } = world.ports;
  const entry = (definition: typeof dunning | typeof broken, commands: readonly string[]) => ({
    commands,
    definition: () => Promise.resolve(definition),
  });
  sagas = {
    sagas: { dunning: entry(dunning, ['Remind', 'Suspend']), broken: entry(broken, []) },
    group: {
      topic: 'integration-sagas-events',
      deadLetterTopic: 'integration-sagas-events-dead-letter',
      consumer: 'sagas-onSagaEvent',
      deadLetters: 'sagas-onDeadLetter',
      wake: 'sagas-wake',
    },
    store,
    now: () => clock.now(),
    clock: {
      get aheadMs() {
        return aheadMs;
      },
      advance: (ms) => {
        aheadMs += ms;
        clock.advance(ms);
      },
    },
  };
});

describe('the list of instances', () => {
  it('has those first at which something is due soonest, and the sagas’ time', async () => {
    await world.event('failed', { key: 'in_late' });
    await world.advance(hours(5));
    await world.event('failed', { key: 'in_later' });
    await world.event('failed', { key: 'in_paid' });
    await world.event('paid', { key: 'in_paid' });
    const { now, aheadMs: ahead, instances } = await read('/api/sagas');
    expect({ now, ahead }).toEqual({ now: world.ports.clock.now().toISOString(), ahead: 0 });
    expect(instances).toEqual([
      { saga: 'dunning', key: 'in_late', status: 'open', life: 1, dueAt: inHours(19) },
      { saga: 'dunning', key: 'in_later', status: 'open', life: 1, dueAt: inHours(24) },
      // When it is forgotten.
      { saga: 'dunning', key: 'in_paid', status: 'complete', life: 1, dueAt: inHours(35 * 24) },
    ]);
  });

  it('is narrowed to one saga, to one key, and to those that are held', async () => {
    for (const key of ['a', 'b']) await world.event('failed', { key });
    expect((await read('/api/sagas?saga=dunning')).instances.map(nameOf).toSorted()).toEqual([
      'dunning a',
      'dunning b',
    ]);
    expect((await read('/api/sagas?held=1')).instances.map(nameOf).toSorted()).toEqual(['broken a', 'broken b']);
    expect((await read('/api/sagas?key=b')).instances.map(nameOf).toSorted()).toEqual(['broken b', 'dunning b']);
    expect((await read('/api/sagas?key=b&held=1')).instances.map(nameOf)).toEqual(['broken b']);
    expect((await read('/api/sagas?key=b&saga=dunning')).instances.map(nameOf)).toEqual(['dunning b']);
    expect((await read('/api/sagas?key=c')).instances).toEqual([]);
    expect((await read('/api/sagas?limit=1')).instances).toHaveLength(1);
  });

  it.each(['/api/sagas?limit=x'])('%s is a bad request', async (path) => {
    expect(refusalIn(await call(path))).toEqual({ status: 400, code: 'bad-request' });
  });

  it('is a 404 that says why in a bundle without durable sagas', async () => {
    for (const path of ['/api/sagas', '/api/sagas/dunning/a']) {
      const served = await serveConsole(fakePorts().ports);
      expect(refusalIn(await served.call(path))).toEqual({ status: 404, code: 'no-sagas' });
    }
  });
});

describe('one instance', () => {
  it('shows its facts, what is done, what waits, and what it will do', async () => {
    await world.event('failed', { key: 'in_1', data: { amount: 5 } }, { id: 'evt_1' });
    await world.advance(days(1));
    fault = new Error('busy');
    await world.advance(days(2));
    const { status, dueAt, wakeAt, timeline } = await read('/api/sagas/dunning/in_1');
    expect({ status, dueAt, wakeAt }).toEqual({ status: 'open', dueAt: inSeconds(10), wakeAt: inHours(4 * 24) });
    expect(timeline).toMatchObject([
      { kind: 'fact', name: 'failed', at: inHours(-72), event: { source: '//acme.example', id: 'evt_1' } },
      { kind: 'command', type: 'Remind', key: '1', status: 'done', at: inHours(-48) },
      { kind: 'command', type: 'Remind', key: '2', status: 'waiting', at: inHours(0), retryAt: inSeconds(10) },
      { kind: 'command', type: 'Suspend', status: 'expected', at: inHours(96) },
    ]);
    expect(timeline[0]).toMatchObject({ data: { amount: 5 } });
  });

  it('tells a command that was given up on, with its letter', async () => {
    fault = new PermanentError('no such address');
    await world.event('failed', { key: 'in_1' });
    await world.event('failed', { key: 'in_2' });
    await world.advance(days(1));
    await keepLetters('sagas');
    const { timeline, letters: own } = await read('/api/sagas/dunning/in_1');
    const dead = timeline.find(({ status }: { status?: string }) => status === 'dead');
    expect(dead).toMatchObject({ kind: 'command', type: 'Remind', key: '1' });
    expect(own).toMatchObject([{ eventId: dead.id, reason: expect.stringContaining('no such address') }]);
    expect(own).toHaveLength(1);
  });

  it('that is held says why, with the letter that releases it', async () => {
    await world.event('failed', { key: 'in_1' }, { id: 'evt_1' });
    await keepLetters('acme');
    const { status, fault: why, letters: own, timeline, dueAt } = await read('/api/sagas/broken/in_1');
    expect({ status, why, dueAt }).toEqual({
      status: 'held',
      why: expect.stringMatching(/^The pipeline threw: It cannot count\. The instance is held;/),
      dueAt: undefined,
    });
    expect(timeline).toMatchObject([{ kind: 'fact', name: 'failed' }]);
    expect(own).toMatchObject([{ eventId: 'evt_1', provider: 'acme', status: 'open' }]);
  });

  it('that no longer throws with the present code says nothing of a fault', async () => {
    await world.event('failed', { key: 'in_1' });
    sagas = { ...sagas, sagas: { broken: { commands: [], definition: () => Promise.resolve(dunning) } } };
    expect(await read('/api/sagas/broken/in_1')).not.toHaveProperty('fault');
  });

  it.each(['/api/sagas/dunning/none', '/api/sagas/none/in_1', '/api/sagas/toString/in_1'])(
    '%s is not found',
    async (path) => {
      expect(refusalIn(await call(path))).toEqual({ status: 404, code: 'not-found' });
    },
  );

  it('with far too many timers for a year shows what it does in a shorter time', async () => {
    const often = durableSaga({ failed: acme('failed') }, (facts$, { clock }) =>
      facts$.pipe(
        exhaustMap(() =>
          merge(
            interval(minutes(1), clock).pipe(ignoreElements()),
            timer(days(3), clock).pipe(map(() => new Suspend())),
          ),
        ),
      ),
    );
    world.durable = { often };
    sagas = { ...sagas, sagas: { often: { commands: [], definition: () => Promise.resolve(often) } } };
    await world.event('failed', { key: 'in_1' });
    const { timeline } = await read('/api/sagas/often/in_1');
    expect(timeline).toMatchObject([
      { kind: 'fact', name: 'failed' },
      { type: 'Suspend', status: 'expected', at: inHours(72) },
    ]);
  });
});

describe('what leads to an instance', () => {
  it('is the event that brought a fact to it, with what follows from there on', async () => {
    await world.event('failed', { key: 'in_1' }, { id: 'evt_0' });
    await world.event('failed', { key: 'in_1' }, { id: 'evt_1' });
    const { collection, id } = instancePlace('dunning', 'in_1');
    const own: EventDetail = { ...event, id: 'evt_1', source: '//acme.example', messageId: '7', attributes: {} };
    const { instances } = await read('/api/events/evt_1', {
      events: { events: async () => ({ events: [] }), event: async () => own },
      timeline: { timeline: async () => [spanOver(`${collection}/${id}`)] },
    });
    expect(instances).toMatchObject([{ saga: 'dunning', key: 'in_1', status: 'open' }]);
    expect(instances[0].moments).toMatchObject([
      { kind: 'fact', event: { id: 'evt_1' } },
      { type: 'Remind', key: '1', status: 'expected', at: inHours(24) },
      { type: 'Remind', key: '2', status: 'expected', at: inHours(72) },
      { type: 'Suspend', status: 'expected', at: inHours(168) },
    ]);
  });

  it('is an event that only the ledger knows, as in a deployed project', async () => {
    await world.event('failed', { key: 'jo@example.com' }, { id: 'evt_2' });
    const entries = await world.ports.store.entries({ limit: 9, id: 'evt_2' });
    expect(JSON.stringify(entries)).not.toContain('jo@example.com');
    const { instances, consumers } = await read('/api/events/evt_2', {
      events: new LedgerEventReader(world.ports.store),
    });
    const [{ commands }] = consumers;
    expect(instances).toMatchObject([
      { id: commands[0].instance, saga: 'dunning', key: 'jo@example.com', status: 'open' },
      { id: commands[1].instance, saga: 'broken', key: 'jo@example.com', status: 'held' },
    ]);
  });

  it('is the letter of one of its commands', async () => {
    fault = new PermanentError('never');
    await world.event('failed', { key: 'in_1' });
    await world.advance(days(1));
    await keepLetters('sagas');
    const [kept] = await Array.fromAsync(letters(world.ports.store));
    expect(await read(`/api/letters/${kept?.id}`)).toMatchObject({ instance: { saga: 'dunning', key: 'in_1' } });
  });
});

describe('moving the clock of sagas', () => {
  it('is foretold with what becomes due by then, and done', async () => {
    await world.event('failed', { key: 'in_1' });
    const served = await serveConsole(ports());
    const foretold = JSON.parse((await served.act('/api/clock/advance?dry=1', { ms: days(1) })).body).will;
    expect(foretold).toMatch(
      /^For durable sagas it is \d{4}-\d\d-\d\d \d\d:\d\d UTC then, and something becomes due at one instance\. /,
    );
    expect(aheadMs).toBe(0);
    const { body } = await served.act('/api/clock/advance', { ms: days(1) });
    expect(JSON.parse(body)).toEqual({ now: world.ports.clock.now().toISOString(), aheadMs: days(1) });
    expect((await read('/api/sagas')).aheadMs).toBe(days(1));
  });

  it.each([{}, { ms: 0 }, { ms: -1 }, { ms: 1.5 }, { ms: '1' }, { ms: days(10_000) }, { ms: null }])(
    'by %j is a bad request',
    async (input) => {
      const served = await serveConsole(ports());
      expect(refusalIn(await served.act('/api/clock/advance', input))).toEqual({ status: 400, code: 'bad-request' });
      expect(aheadMs).toBe(0);
    },
  );

  it('is none of a deployed project, whether it may be changed or not', async () => {
    const { clock: _clock, ...deployed } = sagas;
    const writable = await serveConsole(ports({ sagas: deployed }));
    expect(refusalIn(await writable.act('/api/clock/advance', { ms: 1 }))).toEqual({ status: 404, code: 'local-only' });
    const { recovery: _recovery, ...readOnly } = ports({ sagas: deployed });
    const served = await serveConsole(readOnly);
    expect(refusalIn(await served.act('/api/clock/advance', { ms: 1 }))).toEqual({ status: 403, code: 'read-only' });
    expect(JSON.parse((await served.call('/api/overview')).body).features).toMatchObject({ clock: false });
  });

  it('is not done for another site, nor by a read', async () => {
    const served = await serveConsole(ports());
    const foreign = { headers: { origin: 'https://evil.example' } };
    expect(refusalIn(await served.act('/api/clock/advance', { ms: 1 }, foreign))).toMatchObject({ status: 403 });
    expect(refusalIn(await served.call('/api/clock/advance'))).toMatchObject({ status: 405 });
    expect(aheadMs).toBe(0);
  });
});

describe('a redrive of a letter that its saga was told of', () => {
  it('says that it sends nothing, and why', async () => {
    const letter = world.ports;
    await keepLetter('sagas', deliveryOf({ deadlettertold: 'yes' }), letter.store, letter.log);
    const served = await serveConsole(ports());
    const { body } = await served.act('/api/letters/redrive?dry=1', { all: true });
    expect(JSON.parse(body).will).toContain('the durable saga was told');
    const [kept] = await Array.fromAsync(letters(letter.store));
    expect(await letterById(letter.store, kept?.id ?? '')).toMatchObject({ status: 'open', told: true });
  });
});

it('the map has what durable sagas share', async () => {
  const { sagas: group } = await read('/api/map');
  expect(group).toMatchObject({
    wake: 'sagas-wake',
    topic: { name: 'integration-sagas-events' },
    consumer: {
      name: 'sagas-onSagaEvent',
      sagas: [{ name: 'dunning', commands: [{ name: 'Remind' }, { name: 'Suspend' }] }, { name: 'broken' }],
    },
    deadLetters: { function: 'sagas-onDeadLetter' },
  });
});

it('the overview names the durable sagas that are on', async () => {
  expect(await read('/api/overview')).toMatchObject({ durableSagas: ['dunning', 'broken'], features: { clock: true } });
});

function ports(more: Partial<ConsolePorts> = {}): ConsolePorts {
  const all = () => Array.fromAsync(letters(world.ports.store));
  return fakePorts({
    sagas,
    recovery: world.ports,
    letters: {
      letters: async ({ provider, eventId, status }) =>
        (await all()).filter(
          (one) =>
            (provider === undefined || one.provider === provider) &&
            (eventId === undefined || one.eventId === eventId) &&
            (status === undefined || one.status === status),
        ),
      count: async () => (await all()).length,
      letter: (id) => letterById(world.ports.store, id),
    },
    ...more,
  }).ports;
}

async function call(path: string, more: Partial<ConsolePorts> = {}) {
  return (await serveConsole(ports(more))).call(path);
}

async function read(path: string, more: Partial<ConsolePorts> = {}) {
  const { status, body } = await call(path, more);
  expect({ status, body }).toMatchObject({ status: 200 });
  return JSON.parse(body);
}

/** Has the world's dead letters kept, as the function does that takes them. */
async function keepLetters(topic: string): Promise<void> {
  for (const [index, message] of world.letters(topic).entries()) {
    const delivery = { ...message, messageId: `letter-${index}`, publishTime: world.ports.clock.now() };
    await keepLetter(topic, delivery, world.ports.store, world.ports.log);
  }
}

function deliveryOf(attributes: Record<string, string>) {
  return { messageId: '1', data: Buffer.from('{}'), attributes, publishTime: new Date(0) };
}

function spanOver(record: string): TimelineSpan {
  return {
    id: '0123456789abcdef',
    name: 'command',
    start: world.ports.clock.now().toISOString(),
    durationMs: 1,
    attributes: { records: [record] },
  };
}

function nameOf({ saga, key }: { saga: string; key: string }): string {
  return `${saga} ${key}`;
}

function inHours(count: number): string {
  return inSeconds(count * 3_600);
}

function inSeconds(count: number): string {
  return new Date(world.ports.clock.now().getTime() + count * 1_000).toISOString();
}
