import { earlierBuilds } from '../durable/instance-record.ts';
import type { DurableSagas } from '../durable/definition.ts';
import { wakeUpMessage } from '../durable/saga-message.ts';
import { isText } from '../event/json.ts';
import { SAGAS, titleOf, topicOf } from '../event/names.ts';
import { RESERVED_COLLECTIONS, type FoundRecord, type RecordQuery } from '../ledger/store.ts';
import { sagaTimeOf, type Ports } from '../ports.ts';

interface Sweep {
  readonly durable: DurableSagas;
  readonly ports: Pick<Ports, 'store' | 'publisher' | 'clock' | 'log' | 'sagaTime'>;
  /** Whether there is time for another page. What is not reached comes first in the next sweep. */
  readonly hasTime: () => boolean;
  /** Instances in one page, and messages in one request to the topic. */
  readonly page?: number;
}

export interface Swept {
  /** Wake-ups that were published. */
  readonly woken: number;
  /** Milliseconds by which the latest of them was late; 0 if nothing was due. */
  readonly lateMs: number;
}

const PAGE = 500;
const DEADLINE_MS = 20_000;

/**
 * Publishes a wake-up for each instance at which something is due, the earliest first, and for each that an older version of
 * its saga has decided. A wake-up that is published twice does no harm.
 */
export async function sweep(work: Sweep): Promise<Swept> {
  const { durable, ports } = work;
  const now = sagaTimeOf(ports)(ports.clock.now()).getTime();
  let swept = await wakeAll(work, { field: 'dueAt', atMost: now }, now);
  for (const [saga, definition] of Object.entries(durable)) {
    for (const build of earlierBuilds(saga, definition)) {
      swept = plus(swept, await wakeAll(work, { field: 'build', equals: build }, now));
    }
  }
  if (swept.woken > 0) ports.log.info(`${titleOf(SAGAS)} Instances Due`, { ...swept });
  return swept;
}

const NOTHING: Swept = { woken: 0, lateMs: 0 };

function plus(one: Swept, other: Swept): Swept {
  return { woken: one.woken + other.woken, lateMs: Math.max(one.lateMs, other.lateMs) };
}

type Where = RecordQuery['where'];

async function wakeAll({ ports, hasTime, page: limit = PAGE }: Sweep, where: Where, now: number): Promise<Swept> {
  let swept = NOTHING;
  let after: FoundRecord | undefined;
  while (hasTime()) {
    const page: readonly FoundRecord[] = await ports.store.find(RESERVED_COLLECTIONS.sagaInstances, {
      where,
      limit,
      fields: ['saga', 'key', 'dueAt'],
      ...(after !== undefined && { after }),
    });
    const due = page.flatMap(({ data }) => {
      const { saga, key, dueAt } = data;
      return isText(saga) && isText(key)
        ? [{ saga, key, at: typeof dueAt === 'number' ? Math.min(dueAt, now) : now }]
        : [];
    });
    const messages = due.map(({ saga, key, at }) => wakeUpMessage(saga, key, at, ports.clock.now()));
    if (messages.length > 0) await ports.publisher.publish(topicOf(SAGAS), messages, DEADLINE_MS);
    swept = plus(swept, { woken: due.length, lateMs: Math.max(0, ...due.map(({ at }) => now - at)) });
    after = page.at(-1);
    if (page.length < limit) break;
  }
  return swept;
}
