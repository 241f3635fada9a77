import { DEFAULT_DELIVERY_POLICY } from '../core/config/delivery-policy.ts';
import type { Delivery } from '../core/delivery.ts';
import type { IntegrationEvent } from '../core/event/integration-event.ts';
import { encodeEvent } from '../core/event/platform-event.ts';
import { Consumer } from '../core/handle/consumer.ts';
import type { BusinessLogic } from '../core/handle/plan.ts';
import { isReserved } from '../core/ledger/record-place.ts';
import type { RecordData } from '../core/ledger/store.ts';
import { Redeliver } from '../core/redelivery.ts';
import { NO_KEYS } from './handle-events.ts';
import { memoryPorts } from './memory-ports.ts';
import { MortalStore, type Death } from './mortal-store.ts';

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

const TIMEOUT_SECONDS = 60;
/** Longer than a claim of a process that has died is held. */
const PAUSE_MS = 10 * TIMEOUT_SECONDS * 1_000;
/** More than an event needs to survive a death at each of its commits. */
const MAX_ROUNDS = 50;

/** Business logic, and the messages of some events for it. */
export class Arrivals {
  readonly #logic: BusinessLogic;
  readonly #messages = new Map<IntegrationEvent, Delivery>();

  constructor(logic: Partial<BusinessLogic>, events: readonly IntegrationEvent[]) {
    this.#logic = { sagas: {}, tasks: {}, handlers: [], ...logic };
    for (const event of events) this.#messages.set(event, messageOf(event));
  }

  /**
   * Delivers each event until it is acknowledged, in an order and with a mishap, to a consumer whose records are empty.
   * @throws {Error} if one of them becomes a dead letter, or is never acknowledged.
   */
  async recordsAfter(order: readonly IntegrationEvent[], mishap: Mishap): Promise<RecordsByPlace> {
    const store = new MortalStore(deathOf(mishap));
    const ports = { ...memoryPorts(ARRIVAL), store };
    const handle = async (event: IntegrationEvent): Promise<Redeliver | undefined> => {
      store.restart();
      try {
        await this.#consumerOf(event, ports).handle(this.#messageOf(event), ports.log);
      } catch (error) {
        if (error instanceof Redeliver) return error;
        throw error;
      }
      return undefined;
    };
    let waiting = mishap === 'each comes twice' ? [...order, ...order] : order;
    for (let round = 0; waiting.length > 0; round++) {
      const again: IntegrationEvent[] = [];
      for (const event of waiting) {
        const redelivery = await handle(event);
        if (redelivery === undefined) continue;
        if (round >= MAX_ROUNDS) throw notHandled(event, redelivery.message);
        again.push(event);
      }
      ports.clock.advance(PAUSE_MS);
      waiting = again;
    }
    const [dead] = await store.entries({ limit: 1, status: 'dead' });
    if (dead !== undefined) {
      throw new Error(`The event ${dead.eventType} (${dead.id}) became a dead letter: ${dead.error ?? 'it failed.'}`);
    }
    return recordsIn(store);
  }

  #consumerOf(event: IntegrationEvent, ports: ConstructorParameters<typeof Consumer>[1]): Consumer {
    const { provider } = event.envelope;
    const definition = {
      ...this.#logic,
      name: `${provider}-test`,
      provider,
      revive: () => event,
      policy: POLICY,
      timeoutSeconds: TIMEOUT_SECONDS,
    };
    return new Consumer(definition, ports, NO_KEYS);
  }

  #messageOf(event: IntegrationEvent): Delivery {
    return this.#messages.get(event) ?? messageOf(event);
  }
}

const ARRIVAL = new Date('2026-11-23T12:00:00Z');

/** A death counts as an attempt. */
const POLICY = { ...DEFAULT_DELIVERY_POLICY, maxAttempts: 2 * MAX_ROUNDS };

function messageOf({ envelope }: IntegrationEvent): Delivery {
  const { data, ...context } = envelope;
  const message = encodeEvent(context, Buffer.from(JSON.stringify(data)));
  return { ...message, messageId: envelope.id, publishTime: ARRIVAL };
}

function deathOf(mishap: Mishap): Death | undefined {
  if (mishap === 'the process dies before the commit of each') return 'before the commit';
  return mishap === 'the process dies after the commit of each' ? 'after the commit' : undefined;
}

function notHandled({ envelope }: IntegrationEvent, reason: string): Error {
  return new Error(`The event ${envelope.eventtype} (${envelope.id}) is never handled: ${reason}`);
}

async function recordsIn(store: MortalStore): Promise<RecordsByPlace> {
  const own = store.collections().filter((collection) => !isReserved(collection));
  const lists = own.toSorted().map(async (collection) => {
    const records = await store.list(collection, { limit: Number.MAX_SAFE_INTEGER });
    return records.map(({ id, data }) => [`${collection}/${id}`, data] as const);
  });
  return Object.fromEntries((await Promise.all(lists)).flat());
}
