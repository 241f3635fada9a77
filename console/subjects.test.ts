import { map, switchMap, timer } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { days } from '../functions/src/core/durable/durations.ts';
import { durableSaga } from '../functions/src/core/durable/durable-saga.ts';
import { subjectKey } from '../functions/src/core/event/subject.ts';
import { LedgerEventReader } from '../functions/src/core/inspect/ledger-event-reader.ts';
import type { ClaimRequest } from '../functions/src/core/ledger/store.ts';
import { Command, commandHandler } from '../functions/src/core/logic/command.ts';
import { acme, SagaWorld } from '../functions/src/testing/saga-world.ts';
import { MemoryStore } from '../functions/src/testing/memory-store.ts';
import { fakePorts } from './testing/fake-ports.ts';
import { refusalIn, serveConsole, type ServedConsole } from './testing/served-console.ts';

const NOW = new Date('2026-11-23T12:00:00.000Z');
const keep = { collection: 'orders', id: 'o1', mutate: () => ({ paid: true }) };

class Remind extends Command {
  static readonly type = 'Remind';
}

let store: MemoryStore;
let served: ServedConsole;

beforeEach(async () => {
  store = new MemoryStore();
  const { ports } = fakePorts();
  served = await serveConsole({
    ...ports,
    mode: 'cloud',
    events: new LedgerEventReader(store),
    records: ports.records,
  });
});

interface About {
  readonly id: string;
  readonly provider: string;
  readonly subjects: readonly string[];
  readonly arrived?: Date;
}

function requestOf({ id, provider, subjects, arrived = NOW }: About): ClaimRequest {
  return {
    key: { consumer: `${provider}-onEvent`, source: `//${provider}.com`, id },
    event: {
      provider,
      eventType: 'invoice.paid',
      time: NOW.toISOString(),
      receivedTime: arrived.toISOString(),
      messageId: '7',
      subjects,
    },
    leaseMs: 1_000,
    now: NOW,
  };
}

async function handled(about: About): Promise<void> {
  const commands = [{ name: 'keepOrders/Keep', mutations: [keep] }];
  expect(await store.commitNew([{ request: requestOf(about), commands }])).toBe(true);
}

async function claimed(about: About) {
  const request = requestOf(about);
  const claim = await store.claim(request);
  if (claim.status !== 'claimed') throw new Error(`The claim was answered ${claim.status}.`);
  return { key: request.key, token: claim.token, now: NOW };
}

async function read(path: string) {
  return JSON.parse((await served.call(path)).body);
}

it('an object has the events of all providers, the records of their commands, their letters and what waits', async () => {
  const jane = subjectKey('jane@example.com');
  await handled({ id: 'in_1', provider: 'stripe', subjects: ['in_1', 'cus_1', jane] });
  await handled({ id: 'msg_1', provider: 'resend', subjects: ['msg_1', jane] });
  await store.bury(await claimed({ id: 'evt/1', provider: 'stripe', subjects: ['cus_1'] }), [
    { command: 'keepOrders/Keep', message: 'it cannot work', permanent: true },
  ]);
  const later = { command: 'tell', message: 'later', permanent: false, retryAt: '2026-11-24T12:00:00.000Z' };
  await store.release(await claimed({ id: 'evt_waits', provider: 'stripe', subjects: ['cus_1'] }), [later]);

  expect(await read('/api/subjects/cus_1')).toMatchObject({
    subject: 'cus_1',
    isDigest: false,
    events: 3,
    isMore: false,
    records: ['orders/o1'],
    letters: [{ eventId: 'evt/1' }],
    hasMoreLetters: false,
    waiting: [{ id: 'evt_waits', consumer: 'stripe-onEvent', waitsUntil: '2026-11-24T12:00:00.000Z' }],
    instances: [],
  });
  const byAddress = await read('/api/subjects/Jane%40Example.com');
  expect(byAddress).toMatchObject({ subject: jane, isDigest: true, events: 2, letters: [] });
  expect(JSON.stringify(byAddress)).not.toMatch(/jane/i);
  const { events } = await read('/api/events?subject=jane%40example.com');
  expect(events.map(({ provider }: { provider: string }) => provider).toSorted()).toEqual(['resend', 'stripe']);
});

it('what is typed may be the id of an event, which is named then', async () => {
  await handled({ id: 'evt_1', provider: 'stripe', subjects: ['cus_1'] });
  expect(await read('/api/subjects/evt_1')).toMatchObject({ event: { provider: 'stripe', id: 'evt_1' }, events: 0 });
  expect((await read('/api/subjects/cus_1')).event).toBeUndefined();
});

it('nothing that is known of an object is nothing, not a fault', async () => {
  const long = 'x'.repeat(3_000);
  for (const subject of ['cus_9', '%00', long]) {
    const { status, body } = await served.call(`/api/subjects/${subject}`);
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ events: 0, records: [], letters: [], waiting: [], instances: [] });
  }
});

it('events are narrowed to when they arrived, by a time or by an age, and by nothing else', async () => {
  await handled({ id: 'old', provider: 'stripe', subjects: ['cus_1'], arrived: new Date('2026-11-01T00:00:00Z') });
  await handled({ id: 'new', provider: 'stripe', subjects: ['cus_1'], arrived: new Date() });
  const ids = async (query: string) => (await read(`/api/events?${query}`)).events.map(({ id }: { id: string }) => id);
  expect(await ids('since=1h')).toEqual(['new']);
  expect(await ids('until=2026-11-02&subject=cus_1')).toEqual(['old']);
  expect(await ids('since=2026-10-31T00%3A00%3A00Z')).toEqual(['new', 'old']);
  expect(refusalIn(await served.call('/api/events?since=yesterday'))).toEqual({ status: 400, code: 'bad-request' });
});

it('1,000 events of one object are read at once', async () => {
  for (let index = 0; index < 1_000; index++) {
    await handled({ id: `evt_${index}`, provider: 'stripe', subjects: [`in_${index}`, 'cus_1'] });
  }
  expect(await read('/api/subjects/cus_1')).toMatchObject({ events: 1_000, isMore: false });
});

it('one record is read by its id, and one that is not there is a 404', async () => {
  expect(await read('/api/records/orders/a')).toMatchObject({ records: [{ id: 'a' }] });
  expect((await served.call('/api/records/orders/nothing')).status).toBe(404);
  expect((await served.call('/api/records/deadLetters/a')).status).toBe(404);
  expect((await served.call('/api/records/orders/a%2Fb')).status).toBe(400);
});

it('the instances of durable sagas that its events brought facts to are due for it', async () => {
  const reminding = durableSaga({ failed: acme('failed') }, (facts$, { clock }) =>
    facts$.pipe(switchMap(() => timer(days(1), clock).pipe(map(() => new Remind())))),
  );
  const world = new SagaWorld({ reminding }, [commandHandler(Remind, () => undefined)]);
  await world.event('failed', { key: 'jo@example.com' }, { id: 'evt_2' });
  const entry = { commands: ['Remind'], definition: () => Promise.resolve(reminding) };
  const group = { topic: '', deadLetterTopic: '', consumer: '', deadLetters: '', wake: '' };
  const sagas = { sagas: { reminding: entry }, group, store: world.ports.store, now: () => world.ports.clock.now() };
  const { ports } = fakePorts();
  const own = await serveConsole({ ...ports, sagas, events: new LedgerEventReader(world.ports.store) });
  expect(JSON.parse((await own.call('/api/subjects/jo%40example.com')).body).instances).toEqual([
    { saga: 'reminding', key: 'jo@example.com', status: 'open', life: 1, dueAt: expect.stringMatching(/^20.*Z$/) },
  ]);
});
