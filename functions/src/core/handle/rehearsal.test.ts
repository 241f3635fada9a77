import { map, mergeMap } from 'rxjs';
import { expect, it } from 'vitest';
import { PermanentError } from '../event/errors.ts';
import { IntegrationEvent } from '../event/integration-event.ts';
import { buildEvent, type PlatformEvent } from '../event/platform-event.ts';
import { Command, commandHandler, recordHandler } from '../logic/command.ts';
import { isOfType, saga } from '../logic/saga.ts';
import { service } from '../logic/service.ts';
import { task } from '../logic/task.ts';
import { MemoryStore } from '../../testing/memory-store.ts';
import { NO_KEYS } from '../../testing/service-sources.ts';
import type { EventLogic } from './planned-event.ts';
import { rehearsable, rehearsableIn } from './rehearsable.ts';
import { rehearse, type Rehearsal } from './rehearsal.ts';

class AcmeEvent extends IntegrationEvent<{ readonly n: number }> {}

class Add extends Command {
  static readonly type = 'Add';
  override readonly key: string;
  readonly n: number;
  readonly more = { nested: true };

  constructor(key: string, n: number) {
    super();
    this.key = key;
    this.n = n;
  }
}

class Call extends Command {
  static readonly type = 'Call';
}

const client = service('acme', async ({ apiKey }) => apiKey('acme'));
const add = recordHandler(Add, ({ n }, records) => {
  records.update('sums', 'all', (current) => ({ sum: Number(current?.['sum'] ?? 0) + n }));
});
const call = commandHandler(Call, async (_command, { records, use }) => {
  records.update('calls', 'one', () => ({ called: true }));
  await use(client);
});

const about = { id: 'e1', type: 'thing', time: new Date(0), source: '//acme.example' };
const envelope: PlatformEvent = { ...buildEvent('acme', about, { receivedAt: new Date(0) }), data: { n: 2 } };

async function rehearsal(
  logic: Partial<EventLogic>,
  { store = new MemoryStore(), reached = [] }: { store?: MemoryStore; reached?: string[] } = {},
): Promise<Rehearsal> {
  const whole = {
    sagas: {},
    tasks: {},
    handlers: [add, call],
    revive: (given: PlatformEvent) => new AcmeEvent({ n: 2 }, given),
    ...logic,
  };
  return rehearse({ name: 'acme-onAcmeEvent', logic: whole }, envelope, {
    read: (collection, id) => store.get(collection, id),
    services: NO_KEYS,
    now: new Date(0),
    reached: () => reached.splice(0),
  });
}

const twice = saga((events$) => events$.pipe(mergeMap(() => [new Add('a', 1), new Add('b', 2)])));

it('a rehearsal tells commands, their fields and the records before and after, and writes nothing', async () => {
  const store = new MemoryStore();
  await store.write([{ collection: 'sums', id: 'all', mutate: () => ({ sum: 10 }) }]);
  const { consumer, steps } = await rehearsal({ sagas: { twice } }, { store });
  expect(consumer).toBe('acme-onAcmeEvent');
  expect(steps).toEqual([
    {
      name: 'twice/Add/a',
      fields: { key: 'a', n: 1 },
      changes: [{ collection: 'sums', id: 'all', before: { sum: 10 }, after: { sum: 11 } }],
    },
    {
      name: 'twice/Add/b',
      fields: { key: 'b', n: 2 },
      changes: [{ collection: 'sums', id: 'all', before: { sum: 11 }, after: { sum: 13 } }],
    },
  ]);
  expect((await store.get('sums', 'all'))?.data).toEqual({ sum: 10 });
});

it('a saga that fails is told with the place in its code, and its neighbours are rehearsed', async () => {
  const broken = saga((events$) =>
    events$.pipe(
      isOfType(AcmeEvent),
      map((): Command => {
        throw new PermanentError('There is no discount.');
      }),
    ),
  );
  const { steps, failures } = await rehearsal({ sagas: { broken, twice } });
  expect(steps).toHaveLength(2);
  expect(failures).toEqual([
    {
      saga: 'broken',
      message: 'There is no discount.',
      permanent: true,
      stack: expect.stringMatching(/^PermanentError: There is no discount\.\n +at .*rehearsal\.test\.ts:\d+/),
    },
  ]);
});

it.each([
  ['returns no stream', saga(() => JSON.parse('1'))],
  [
    'throws at once',
    saga(() => {
      throw new Error('at once');
    }),
  ],
])('a saga that %s fails as it does in a consumer', async (_what, broken) => {
  const { failures } = await rehearsal({ sagas: { broken } });
  expect(failures).toMatchObject([{ saga: 'broken', message: expect.stringMatching(/must return an Obs|at once/) }]);
});

it('an event that its class cannot read is told as that', async () => {
  const revive = () => {
    throw new Error('It has no object.');
  };
  const { failures } = await rehearsal({ revive, sagas: { twice } });
  expect(failures).toMatchObject([{ saga: 'decode', stack: expect.stringContaining('rehearsal.test.ts') }]);
});

it('what would reach outside is told as that, and changes nothing', async () => {
  const calls = saga((events$) => events$.pipe(map(() => new Call())));
  const { steps } = await rehearsal({ sagas: { calls } }, { reached: ['the API of acme'] });
  expect(steps).toEqual([{ name: 'calls/Call', changes: [], reached: ['the API of acme'] }]);
});

it('a handler that fails by itself is told with its stack', async () => {
  const failing = commandHandler(Call, () => {
    throw new TypeError('the total is undefined');
  });
  const calls = saga((events$) => events$.pipe(map(() => new Call())));
  const { steps } = await rehearsal({ sagas: { calls }, handlers: [failing] });
  expect(steps).toMatchObject([
    { changes: [], error: { message: 'the total is undefined', stack: expect.stringContaining('rehearsal.test.ts') } },
  ]);
});

it('sagas, tasks and durable sagas that the event yields nothing for are told as skipped', async () => {
  const silent = saga((events$) => events$.pipe(mergeMap(() => [])));
  const never = task(AcmeEvent, () => undefined, { when: () => false });
  const { skipped } = await rehearsal({ sagas: { silent, twice }, tasks: { never } });
  expect(skipped).toEqual(['silent', 'never']);
});

it('a function says what it runs, and nothing else does', async () => {
  const logic = { sagas: { twice }, tasks: {}, handlers: [add], revive: () => new AcmeEvent({ n: 2 }, envelope) };
  const deployed = rehearsable(() => undefined, { name: 'acme-onAcmeEvent', logic });
  expect(rehearsableIn(deployed)).toEqual({ name: 'acme-onAcmeEvent', logic });
  for (const other of [() => undefined, {}, undefined, 'onAcmeEvent']) expect(rehearsableIn(other)).toBeUndefined();
});
