import { STEERING } from '../delivery.ts';
import { messageAttributes } from '../event/attributes.ts';
import { SAGAS, titleOf, topicOf } from '../event/names.ts';
import { inParallel } from '../in-parallel.ts';
import { RESERVED_COLLECTIONS, type FoundRecord } from '../ledger/store.ts';
import { sagaTimeOf, type Ports } from '../ports.ts';
import { isParkedMessage, isParkedSummary, SUMMARY_FIELDS, type ParkedSummary } from './parked-message.ts';

const COLLECTION = RESERVED_COLLECTIONS.parkedMessages;
/** A message may be of several 100 kB, and each is read by itself. */
const PAGE = 100;
const DEADLINE_MS = 10_000;

/** Wakes parked messages that are due. */
export type WakeParked = (
  ports: Pick<Ports, 'store' | 'publisher' | 'clock' | 'log' | 'sagaTime'>,
  hasTime: () => boolean,
) => Promise<number>;

/**
 * Sends each message that is due to its consumer again, the earliest first. One that is sent twice does no harm: the ledger
 * lets one of them in.
 * @param hasTime Whether there is time for another. What is not reached comes first the next time.
 * @returns how many were sent.
 */
export const wakeParked: WakeParked = async (ports, hasTime) => {
  const now = sagaTimeOf(ports)(ports.clock.now()).getTime();
  let woken = 0;
  let after: FoundRecord | undefined;
  while (hasTime()) {
    const page: readonly FoundRecord[] = await ports.store.find(COLLECTION, {
      where: { field: 'dueAt', atMost: now },
      limit: PAGE,
      fields: ['dueAt'],
      ...(after !== undefined && { after }),
    });
    for (const { id } of page) {
      if (!hasTime()) break;
      if (await wakeOne(ports, id)) woken++;
    }
    after = page.at(-1);
    if (page.length < PAGE) break;
  }
  if (woken > 0) ports.log.info(`${titleOf(SAGAS)} Messages Woken`, { woken });
  return woken;
};

/**
 * Sends one parked message to its consumer, due or not: first the message, then the end of its record. A crash in between
 * sends it twice.
 * @returns false if there is none of this id.
 */
export async function wakeOne({ store, publisher }: Pick<Ports, 'store' | 'publisher'>, id: string): Promise<boolean> {
  const record = await store.get(COLLECTION, id);
  if (record === undefined || !isParkedMessage(record.data)) return false;
  const { provider, consumer, attributes, data, times } = record.data;
  const steering = { [STEERING.consumer]: consumer, [STEERING.parking]: String(times) };
  const message = { data: Buffer.from(data, 'base64'), attributes: messageAttributes(steering, attributes) };
  await publisher.publish(topicOf(provider), [message], DEADLINE_MS);
  let isSame = false;
  await store.write([
    {
      collection: COLLECTION,
      id,
      mutate: (current) => {
        // Its consumer may have parked it again by now.
        isSame = current?.['times'] === times;
        return isSame ? { ...current } : current;
      },
      removes: () => isSame,
    },
  ]);
  return true;
}

/** More do not wait at once, unless an API has been down for days. */
export const MOST_PARKED = 10_000;

/** Sends parked messages to their consumers, due or not. @returns how many still waited. */
export async function wakeAll(
  ports: Pick<Ports, 'store' | 'publisher'>,
  parked: readonly Pick<ListedParked, 'id'>[],
): Promise<number> {
  const woken = await inParallel(parked, ({ id }) => wakeOne(ports, id));
  return woken.filter((waited) => waited).length;
}

/** Parked messages, those first that are due soonest. */
export async function parkedMessages({ store }: Pick<Ports, 'store'>, limit: number): Promise<readonly ListedParked[]> {
  const found = await store.find(COLLECTION, {
    where: { field: 'dueAt', atMost: Number.MAX_SAFE_INTEGER },
    limit,
    fields: SUMMARY_FIELDS,
  });
  return found.flatMap(({ id, data }) => (isParkedSummary(data) ? [{ ...data, id }] : []));
}

/** A parked message in a list, with the id of its record. */
export type ListedParked = ParkedSummary & { readonly id: string };
