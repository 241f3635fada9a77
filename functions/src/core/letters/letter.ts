import { hexDigestOf } from '../event/digest.ts';
import { PermanentError } from '../event/errors.ts';
import { titleOf } from '../event/names.ts';
import { asBuffer, parseJson } from '../event/json.ts';
import { decodeEnvelope, type Envelope } from '../event/platform-event.ts';
import type { Logger } from '../telemetry/logger.ts';
import { DEAD_LETTER_ATTRIBUTES } from './dead-letter.ts';
import { STEERING, type Delivery } from '../delivery.ts';
import { Redeliver, type RedeliveryCause } from '../redelivery.ts';
import { boundedText } from '../event/text.ts';
import { isIssue, issueOf, issueTime, stepIn } from '../ledger/issue.ts';
import { isStorable } from '../ledger/record-limits.ts';
import type { RecordPlace } from '../ledger/record-place.ts';
import { RESERVED_COLLECTIONS, type Store } from '../ledger/store.ts';

/** How a dead letter stands: open until someone redrives it, or dismisses it as one that nobody wants handled. */
export const LETTER_STATUSES = ['open', 'redriven', 'dismissed'] as const;

/** A dead letter as it is kept. */
export type Letter = {
  readonly status: (typeof LETTER_STATUSES)[number];
  readonly provider: string;
  /** Who gave it up; absent where Pub/Sub itself did. */
  readonly consumer?: string;
  /** The subscription that gave it up, where Pub/Sub itself did. */
  readonly subscription?: string;
  readonly reason: string;
  /** The issue that it belongs to: see `issueOf`. Letters that were kept by earlier versions have none. */
  readonly issue?: string;
  /** The issue and the time: see `issueTime`. */
  readonly issueTime?: string;
  /** What failed: `<saga>/<Command.type>`; absent where Pub/Sub itself gave it up. */
  readonly command?: string;
  /** Where the error was thrown: names of errors and frames, without messages. */
  readonly stack?: string;
  readonly attempts: number;
  /** RFC 3339, when it was given up. */
  readonly time: string;
  /** The message that was given up. */
  readonly messageId: string;
  /** A durable saga was told that this command was given up on. It is not redriven, unless it is forced. */
  readonly told?: boolean;
  readonly eventId?: string;
  readonly source?: string;
  readonly eventType?: string;
  /** Those of the original message. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The original message's bytes in base64; absent if they are too many for a record. */
  readonly data?: string;
  readonly bytes: number;
};

/** Firestore takes 1 MiB per document; base64 makes four bytes of three. */
const MAX_KEPT_BYTES = 700_000;
/** A reason that Pub/Sub takes is shorter. */
const MAX_REASON_BYTES = 4_000;

/** @see https://cloud.google.com/pubsub/docs/handling-failures#dead_letter_topic */
const PUBSUB = {
  prefix: 'CloudPubSubDeadLetterSource',
  subscription: 'CloudPubSubDeadLetterSourceSubscription',
  deliveries: 'CloudPubSubDeadLetterSourceDeliveryCount',
} as const;

/**
 * Reads a message of the dead-letter topic: one that a consumer gave up on, or one that Pub/Sub did.
 * @returns the letter, and an id that is the same for every copy of it and changes with each redrive.
 */
export function letterOf(provider: string, delivery: Delivery): { readonly id: string; readonly letter: Letter } {
  const { attributes, data } = delivery;
  const consumer = attributes[DEAD_LETTER_ATTRIBUTES.consumer];
  const subscription = consumer === undefined ? attributes[PUBSUB.subscription] : undefined;
  const attempts = Number(attributes[DEAD_LETTER_ATTRIBUTES.attempts] ?? attributes[PUBSUB.deliveries] ?? 0);
  const messageId = attributes[DEAD_LETTER_ATTRIBUTES.messageId] ?? delivery.messageId;
  const event = envelopeIn(provider, data);
  const reason =
    attributes[DEAD_LETTER_ATTRIBUTES.reason] ?? `Pub/Sub gave it up after ${attempts} deliveries that nobody acked.`;
  const time = attributes[DEAD_LETTER_ATTRIBUTES.time] ?? delivery.publishTime.toISOString();
  const command = attributes[DEAD_LETTER_ATTRIBUTES.command];
  const stack = stackIn(attributes);
  const issue =
    attributes[DEAD_LETTER_ATTRIBUTES.issue] ??
    issueOf({ consumer: consumer ?? subscription ?? '', ...stepIn(reason) });
  const letter: Letter = {
    status: 'open',
    provider,
    ...(consumer !== undefined && { consumer }),
    ...(subscription !== undefined && { subscription }),
    reason: boundedText(reason, MAX_REASON_BYTES),
    ...(isIssue(issue) && { issue, issueTime: issueTime(issue, time) }),
    ...(command !== undefined && { command }),
    ...(stack !== undefined && { stack }),
    attempts: Number.isFinite(attempts) ? attempts : 0,
    time,
    messageId,
    ...(attributes[DEAD_LETTER_ATTRIBUTES.told] !== undefined && { told: true }),
    ...(event !== undefined && { eventId: event.id, source: event.source, eventType: event.eventtype }),
    attributes: originalAttributes(attributes),
    bytes: data.byteLength,
  };
  const about = event === undefined ? [messageId] : [event.source, event.id];
  const sent = [attributes[STEERING.replay] ?? '', attributes[STEERING.redrive] ?? ''];
  const id = digest([consumer ?? subscription ?? '', ...about, ...sent]);
  return { id, letter: withData({ collection: RESERVED_COLLECTIONS.letters, id }, letter, data) };
}

/** The letter with the message's bytes, if a record has room for both. */
function withData(place: RecordPlace, letter: Letter, data: Uint8Array): Letter {
  const whole = { ...letter, data: asBuffer(data).toString('base64') };
  return data.byteLength <= MAX_KEPT_BYTES && isStorable(place, whole) ? whole : letter;
}

/**
 * Keeps the letter that a message of the dead-letter topic is. A copy of one that is kept changes nothing.
 * @throws {Redeliver} if the store is out of reach, with one line in the log that says so.
 */
export async function keepLetter(provider: string, delivery: Delivery, store: Store, log: Logger): Promise<void> {
  const { id, letter } = letterOf(provider, delivery);
  const { messageId, eventId, eventType, reason, attempts } = letter;
  const about = { letter: id, eventId, eventType };
  const keep = (kept: Letter) =>
    store.write([{ collection: RESERVED_COLLECTIONS.letters, id, mutate: (current) => current ?? kept }]);
  try {
    await keep(letter).catch((error: unknown) => {
      if (!PermanentError.is(error)) throw error;
      log.error(`${titleOf(provider)} Dead Letter Cut`, { ...about, messageId, error });
      return keep(bareLetter(letter));
    });
  } catch (error) {
    throw letterRedelivery(provider, 'unreachable', error, log.with({ ...about, messageId }));
  }
  log.info(`${titleOf(provider)} Dead Letter Kept`, { ...about, reason, attempts });
}

/** Has a letter delivered again, with one line in the log that says why. */
export function letterRedelivery(provider: string, why: RedeliveryCause, cause: unknown, log: Logger): Redeliver {
  log.error(`${titleOf(provider)} Dead Letter Not Kept`, { redelivery: why, error: cause });
  return new Redeliver(why, 'The dead letter could not be kept for now.', {}, { cause });
}

/** What is left of a letter that the store refuses for good: who, when and how often. Its topic still keeps the message. */
function bareLetter(letter: Letter): Letter {
  const { status, provider, consumer, attempts, time, messageId, bytes, issue, issueTime: place } = letter;
  const reason = 'The store refused the letter as it was; replay the message from its topic.';
  const who = consumer !== undefined && { consumer: boundedText(consumer, MAX_REASON_BYTES) };
  const group = issue !== undefined && place !== undefined && { issue, issueTime: place };
  return { status, provider, ...who, reason, ...group, attempts, time, messageId, attributes: {}, bytes };
}

function envelopeIn(provider: string, data: Uint8Array): Envelope | undefined {
  try {
    return decodeEnvelope(provider, data);
  } catch {
    // That it could not be decoded is what many letters are about.
    return undefined;
  }
}

function stackIn(attributes: Delivery['attributes']): string | undefined {
  const stack = parseJson(attributes[DEAD_LETTER_ATTRIBUTES.stack] ?? '');
  return typeof stack === 'string' ? stack : undefined;
}

function originalAttributes(attributes: Delivery['attributes']): Record<string, string> {
  const added = new Set<string>(Object.values(DEAD_LETTER_ATTRIBUTES));
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => !added.has(name) && !name.startsWith(PUBSUB.prefix)),
  );
}

function digest(parts: readonly string[]): string {
  return hexDigestOf(JSON.stringify(parts));
}
