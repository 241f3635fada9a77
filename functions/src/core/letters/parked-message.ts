import type { Delivery } from '../delivery.ts';
import { hexDigestOf } from '../event/digest.ts';
import { asBuffer, isJsonObject, isText } from '../event/json.ts';
import { boundedText } from '../event/text.ts';
import { isStorable } from '../ledger/record-limits.ts';
import { ledgerId, RESERVED_COLLECTIONS, type LedgerKey, type Mutation, type RecordData } from '../ledger/store.ts';

/** A message that its handler asked to get later, as it is kept until then. */
export type ParkedMessage = {
  readonly provider: string;
  readonly consumer: string;
  readonly eventId: string;
  readonly source: string;
  readonly eventType: string;
  /** In milliseconds since 1970, by the time of durable sagas. */
  readonly dueAt: number;
  /** How often the event was put aside, this time included. The message that wakes it says so. */
  readonly times: number;
  /** RFC 3339, when it was put aside for the first time. */
  readonly since: string;
  /** What asked for it. */
  readonly reason: string;
  readonly messageId: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The message's bytes in base64. */
  readonly data: string;
};

/** What a consumer says of the message that it parks. */
interface ParkedFacts extends Pick<
  ParkedMessage,
  'provider' | 'eventId' | 'eventType' | 'dueAt' | 'times' | 'since' | 'reason'
> {
  readonly key: LedgerKey;
  readonly delivery: Delivery;
}

const COLLECTION = RESERVED_COLLECTIONS.parkedMessages;
const MAX_REASON_BYTES = 1_000;

/**
 * The change that keeps a message as a record, one for each entry of the ledger. It is committed together with the entry.
 * @returns undefined if no record has room for it.
 */
export function parkMessage({ key, delivery, reason, ...about }: ParkedFacts): Mutation | undefined {
  const { messageId, attributes, data } = delivery;
  const parked: ParkedMessage = {
    ...about,
    consumer: key.consumer,
    source: key.source,
    reason: boundedText(reason, MAX_REASON_BYTES),
    messageId,
    attributes: { ...attributes },
    data: asBuffer(data).toString('base64'),
  };
  const place = { collection: COLLECTION, id: hexDigestOf(ledgerId(key)) };
  return isStorable(place, parked) ? { ...place, mutate: () => parked } : undefined;
}

/** What people see of a parked message: all but the message. */
export type ParkedSummary = Omit<ParkedMessage, 'data' | 'attributes'>;

const TEXTS = ['provider', 'consumer', 'eventId', 'source', 'eventType', 'since', 'reason', 'messageId'] as const;
const NUMBERS = ['dueAt', 'times'] as const;

/** The fields of a {@link ParkedSummary} beside `dueAt`, by which it is found. */
export const SUMMARY_FIELDS: readonly string[] = [...TEXTS, 'times'];

/** Whether a record, or those of its fields, is what people see of a parked message. */
export function isParkedSummary(data: RecordData): data is ParkedSummary {
  return TEXTS.every((name) => isText(data[name])) && NUMBERS.every((name) => typeof data[name] === 'number');
}

/** Whether a record is a parked message. */
export function isParkedMessage(data: RecordData): data is ParkedMessage {
  return isText(data['data']) && isJsonObject(data['attributes']) && isParkedSummary(data);
}
