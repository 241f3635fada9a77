import { buildEvent, encodeEvent, type OutgoingMessage } from '../../../functions/src/core/event/platform-event.ts';
import type { Random } from '../random.ts';
import { COMMON_SAGAS, SAGAS } from './plans.ts';
import { MINUTE, type Kept } from './saga-plan.ts';

/** Providers whose events are facts; each has a topic and a consumer. */
export const PROVIDERS = ['acme', 'bolt'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** What an event is to one saga. */
export interface SentFact {
  readonly saga: string;
  /** Empty if the event names no instance. */
  readonly key: string;
  readonly fact: string;
  readonly data: Kept;
}

/** The native event. */
export interface SentFacts {
  /** At most one for each saga. */
  readonly facts: readonly SentFact[];
  /** Whether a task wants the event too, and reaches outside. */
  readonly isTask: boolean;
}

/** An event, which is a fact of one instance or of several. */
export interface FactEvent extends SentFacts {
  readonly message: OutgoingMessage;
  readonly provider: ProviderName;
  /** How facts name it. */
  readonly from: string;
  /** When the provider's webhook brings it, in milliseconds from the start. */
  readonly at: number;
}

export interface InstanceName {
  readonly saga: string;
  readonly key: string;
}

/** The events of one schedule, about a few instances. */
export function factEventsOf(random: Random, now: number): readonly FactEvent[] {
  const names = [...Object.keys(COMMON_SAGAS), 'throwing', 'charging'];
  const instances = Array.from({ length: random.pick([1, 1, 2, 3]) }, () => ({
    saga: random.pick(names),
    key: `k${random.between(1, 2)}`,
  }));
  const isCoarse = random.chance(0.5);
  let events = 0;
  return instances.flatMap((instance) => {
    const isBurst = random.chance(0.3);
    const spanMs = random.pick([MINUTE, 4 * MINUTE, 12 * MINUTE]);
    return Array.from({ length: isBurst ? random.between(3, 6) : random.between(1, 5) }, () => {
      const exact = isBurst && random.chance(0.8) ? random.between(0, 300) : random.between(0, spanMs);
      const at = isCoarse ? Math.round(exact / (MINUTE / 2)) * (MINUTE / 2) : exact;
      const other = random.pick(instances);
      const both = other.saga !== instance.saga && random.chance(0.3) ? [instance, other] : [instance];
      const n = ++events;
      const facts = both.map((one) => factFor(random, one, n));
      return factEvent({ facts, isTask: random.chance(0.15) }, { n, at, now, provider: random.pick(PROVIDERS) });
    });
  });
}

export function factFor(random: Random, { saga, key }: InstanceName, n: number): SentFact {
  return { saga, key, fact: random.pick(SAGAS[saga]?.facts ?? []), data: { instance: `${saga} ${key}`, n } };
}

interface About {
  readonly n: number;
  readonly at: number;
  readonly now: number;
  readonly provider: ProviderName;
}

export function factEvent(sent: SentFacts, { n, at, now, provider }: About): FactEvent {
  const [source, id] = [`//${provider}.example`, `e${n}`];
  // The provider's own time is anything.
  const time = new Date(now + (((n * 7919) % 13) - 6) * MINUTE);
  const context = buildEvent(
    provider,
    { id, type: 'thing.happened', time, source },
    { receivedAt: new Date(now + at) },
  );
  const message = encodeEvent(context, Buffer.from(JSON.stringify(sent)));
  return { ...sent, message, provider, from: JSON.stringify([source, id]), at };
}
