import { buildEvent, encodeEvent, type OutgoingMessage } from '../../../functions/src/core/event/platform-event.ts';
import type { Random } from '../random.ts';
import { MINUTE, SAGAS, type Kept } from './pipelines.ts';

/** Providers whose events are facts; each has a topic and a consumer. */
export const PROVIDERS = ['acme', 'bolt'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** An event, which is one fact of one instance. */
export interface FactMessage {
  readonly message: OutgoingMessage;
  readonly provider: ProviderName;
  /** How facts name it. */
  readonly from: string;
  readonly saga: string;
  readonly key: string;
  readonly fact: string;
  readonly data: Kept;
  /** When the provider's webhook brings it, in milliseconds from the start. */
  readonly at: number;
}

/** The facts of one schedule: of a few instances, some of which share their key. */
export function factsOf(random: Random, now: number): readonly FactMessage[] {
  const names = Object.keys(SAGAS);
  const isCoarse = random.chance(0.5);
  let events = 0;
  return Array.from({ length: random.pick([1, 1, 2, 3]) }, () => ({
    saga: random.pick(names),
    key: `k${random.between(1, 2)}`,
  })).flatMap(({ saga, key }) => {
    const isBurst = random.chance(0.3);
    const spanMs = random.pick([MINUTE, 4 * MINUTE, 12 * MINUTE]);
    return Array.from({ length: isBurst ? random.between(3, 6) : random.between(1, 5) }, () => {
      const at = isBurst && random.chance(0.8) ? random.between(0, 300) : random.between(0, spanMs);
      const rounded = isCoarse ? Math.round(at / (MINUTE / 2)) * (MINUTE / 2) : at;
      return factMessage(
        { saga, key, fact: random.pick(SAGAS[saga]?.facts ?? []), n: ++events },
        random.pick(PROVIDERS),
        rounded,
        now,
      );
    });
  });
}

interface About {
  readonly saga: string;
  readonly key: string;
  readonly fact: string;
  readonly n: number;
}

function factMessage({ saga, key, fact, n }: About, provider: ProviderName, at: number, now: number): FactMessage {
  const [source, id] = [`//${provider}.example`, `e${n}`];
  const data = { instance: `${saga} ${key}`, n };
  // The provider's own time is anything.
  const about = { id, type: `${saga}.${fact}`, time: new Date(now + ((n * 7919) % 13) * MINUTE - 6 * MINUTE), source };
  const message = encodeEvent(
    buildEvent(provider, about, { receivedAt: new Date(now + at) }),
    Buffer.from(JSON.stringify({ key, data })),
  );
  return { message, provider, from: JSON.stringify([source, id]), saga, key, fact, data, at };
}
