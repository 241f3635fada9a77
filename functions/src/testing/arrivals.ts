import { DEFAULT_DELIVERY_POLICY } from '../core/config/delivery-policy.ts';
import type { IntegrationEvent } from '../core/event/integration-event.ts';
import { encodeEvent } from '../core/event/platform-event.ts';
import { Consumer } from '../core/handle/consumer.ts';
import type { BusinessLogic } from '../core/handle/plan.ts';
import { isReserved } from '../core/ledger/record-place.ts';
import type { RecordData } from '../core/ledger/store.ts';
import { Redeliver } from '../core/redelivery.ts';
import type { Arrival } from './arrival.ts';
import { NO_KEYS } from './service-sources.ts';
import { memoryPorts, type MemoryPorts } from './memory-ports.ts';
import { MortalStore, type Death } from './mortal-store.ts';
import { SagaTopic } from './saga-topic.ts';

/** The data of records, by `<collection>/<id>`. */
export type RecordsByPlace = Readonly<Record<string, RecordData>>;

/** What goes wrong while events come. */
export type Mishap = 'none' | 'each comes twice' | `the process dies ${Death} of each`;

export const MISHAPS: readonly Mishap[] = [
  'none',
  'each comes twice',
  'the process dies before the commit of each',
  'the process dies after the commit of each',
];

/** How one run differs from the others. */
export interface Run {
  readonly order: readonly IntegrationEvent[];
  readonly mishap: Mishap;
}

const TIMEOUT_SECONDS = 60;
/** Longer than a claim of a process that has died is held. */
const PAUSE_MS = 10 * TIMEOUT_SECONDS * 1_000;
/** More than an event needs to survive a death at each of its commits. */
const MAX_ROUNDS = 50;
const ARRIVAL = new Date('2026-11-23T12:00:00Z');
/** A death counts as an attempt. */
const POLICY = { ...DEFAULT_DELIVERY_POLICY, maxAttempts: 2 * MAX_ROUNDS };

/**
 * Delivers the events of one run to consumers whose ledger is empty, and then what durable sagas want until some time has
 * passed for them.
 * @param passing Milliseconds.
 * @throws {Error} if a message becomes a dead letter or is never acknowledged, or if the pipeline of a saga throws.
 */
export async function recordsAfter(
  logic: BusinessLogic,
  { order, mishap }: Run,
  passing: number,
): Promise<RecordsByPlace> {
  const store = new MortalStore(deathOf(mishap));
  const ports = { ...memoryPorts(ARRIVAL), store };
  const times = mishap === 'each comes twice' ? 2 : 1;
  const deliver = (arrivals: readonly Arrival[]) => delivered(arrivals, times, ports);
  const topic = new SagaTopic({ logic, ports, policy: POLICY, timeoutSeconds: TIMEOUT_SECONDS, deliver });
  await deliver(order.map((event) => arrivalOf(event, logic, topic.ports)));
  await topic.settle();
  await topic.pass(passing);
  await requireLiving(store);
  return recordsIn(store);
}

/** Delivers messages until all are acknowledged; those that come again come after the others. */
async function delivered(
  arrivals: readonly Arrival[],
  times: number,
  { store, clock }: MemoryPorts & { readonly store: MortalStore },
): Promise<void> {
  const publishTime = clock.now();
  let waiting = Array.from({ length: times }, () => arrivals).flat();
  for (let round = 0; waiting.length > 0; round++) {
    const again: Arrival[] = [];
    for (const arrival of waiting) {
      store.restart();
      const { data, attributes } = arrival.message;
      try {
        await arrival.handle({ data, attributes, messageId: attributes['id'] ?? '', publishTime });
      } catch (error) {
        if (!(error instanceof Redeliver)) throw error;
        if (round >= MAX_ROUNDS) {
          throw new Error(`${arrival.name} is never handled: ${error.message}`, { cause: error });
        }
        again.push(arrival);
      }
    }
    clock.advance(PAUSE_MS);
    waiting = again;
  }
}

function arrivalOf(event: IntegrationEvent, logic: BusinessLogic, ports: MemoryPorts): Arrival {
  const { data, ...context } = event.envelope;
  const { provider, eventtype, id } = context;
  const name = `${provider}-test`;
  const definition = {
    ...logic,
    name,
    provider,
    revive: () => event,
    policy: POLICY,
    timeoutSeconds: TIMEOUT_SECONDS,
  };
  const consumer = new Consumer(definition, ports, NO_KEYS);
  return {
    name: `The event ${eventtype} (${id})`,
    message: encodeEvent(context, Buffer.from(JSON.stringify(data))),
    handle: (delivery) => consumer.handle(delivery, ports.log),
  };
}

function deathOf(mishap: Mishap): Death | undefined {
  if (mishap === 'the process dies before the commit of each') return 'before the commit';
  return mishap === 'the process dies after the commit of each' ? 'after the commit' : undefined;
}

async function requireLiving(store: MortalStore): Promise<void> {
  const [dead] = await store.entries({ limit: 1, status: 'dead' });
  if (dead === undefined) return;
  const what = dead.provider === 'sagas' ? 'command' : 'event';
  throw new Error(`The ${what} ${dead.eventType} (${dead.id}) became a dead letter: ${dead.error ?? 'it failed.'}`);
}

async function recordsIn(store: MortalStore): Promise<RecordsByPlace> {
  const own = store.collections().filter((collection) => !isReserved(collection));
  const lists = own.toSorted().map(async (collection) => {
    const records = await store.list(collection, { limit: Number.MAX_SAFE_INTEGER });
    return records.map(({ id, data }) => [`${collection}/${id}`, data] as const);
  });
  return Object.fromEntries((await Promise.all(lists)).flat());
}
