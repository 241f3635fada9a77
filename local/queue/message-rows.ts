import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { DEAD_LETTER_ATTRIBUTES } from '../../functions/src/core/letters/dead-letter.ts';
import { STEERING } from '../../functions/src/core/delivery.ts';
import { isJsonObject, isText, parseJson } from '../../functions/src/core/event/json.ts';
import { deadLetterTopicOf, topicOf } from '../../functions/src/core/event/names.ts';
import { subjectKey } from '../../functions/src/core/event/subject.ts';
import {
  decodeEnvelope,
  type EventContext,
  type OutgoingMessage,
} from '../../functions/src/core/event/platform-event.ts';
import { numberOf, textOf, type Row } from '../database.ts';

interface Subscription {
  readonly id: number;
  readonly consumer: string;
}

type EventColumns = Pick<EventContext, 'provider' | 'source' | 'id' | 'eventtype' | 'time' | 'receivedtime'>;

/** Writes messages, each with one delivery for every consumer that reads its topic. Called inside a transaction. */
export class MessageRows {
  readonly #subscriptions: StatementSync;
  readonly #insertMessage: StatementSync;
  readonly #insertEvent: StatementSync;
  readonly #findEvent: StatementSync;
  readonly #insertDelivery: StatementSync;
  readonly #markBuried: StatementSync;

  constructor(database: DatabaseSync) {
    this.#subscriptions = database.prepare('SELECT id, consumer FROM subscriptions WHERE topic = ?');
    this.#insertMessage = database.prepare(
      'INSERT INTO messages (topic, publish_time, attributes, data) VALUES (?, ?, ?, ?)',
    );
    this.#insertEvent = database.prepare(`
      INSERT INTO events (message, provider, source, id, type, time, received_time, subject_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id, source) DO NOTHING`);
    this.#findEvent = database.prepare('SELECT message FROM events WHERE id = ? AND source = ?');
    this.#insertDelivery = database.prepare(`
      INSERT INTO deliveries (message, subscription, event, replay, state, due, attempts) VALUES (?, ?, ?, ?, 0, ?, 0)`);
    this.#markBuried = database.prepare(`
      UPDATE deliveries SET letter = 1 WHERE message = ? AND subscription = (SELECT id FROM subscriptions WHERE consumer = ?)`);
  }

  /** @returns the message's id. */
  insert(topic: string, { data, attributes }: OutgoingMessage, now: Date): string {
    const time = now.getTime();
    const { lastInsertRowid } = this.#insertMessage.run(topic, time, JSON.stringify(attributes), data);
    const message = Number(lastInsertRowid);
    const event = this.#eventOf(topic, { data, attributes }, message);
    for (const { id } of this.#readersOf(topic, attributes)) {
      this.#insertDelivery.run(message, id, event, attributes[STEERING.replay] ?? null, time);
    }
    if (topic === deadLetterTopicOf(attributes['provider'] ?? '')) {
      const { [DEAD_LETTER_ATTRIBUTES.messageId]: buried, [DEAD_LETTER_ATTRIBUTES.consumer]: consumer } = attributes;
      if (buried !== undefined && consumer !== undefined) this.#markBuried.run(buried, consumer);
    }
    return String(message);
  }

  /** An addressed message is for its addressee alone: the others would ack it unread. */
  #readersOf(topic: string, attributes: OutgoingMessage['attributes']): readonly Subscription[] {
    const readers = this.#subscriptions.all(topic).map(subscriptionOf);
    const addressee = attributes[STEERING.consumer];
    const addressed = readers.filter(({ consumer }) => consumer === addressee);
    return addressed.length > 0 ? addressed : readers;
  }

  /** The event of a message, under the id of the first message that brought it; null for dead letters and strangers. */
  #eventOf(topic: string, message: OutgoingMessage, messageId: number): number | null {
    const event = eventColumnsOf(topic, message);
    if (event === undefined) return null;
    const { provider, source, id, eventtype, time, receivedtime } = event;
    const { changes } = this.#insertEvent.run(
      messageId,
      provider,
      source,
      id,
      eventtype,
      time,
      receivedtime,
      subjectKeyOf(message),
    );
    if (changes === 1) return messageId;
    const first = this.#findEvent.get(id, source);
    return first === undefined ? null : numberOf(first, 'message');
  }
}

function subscriptionOf(row: Row): Subscription {
  return { id: numberOf(row, 'id'), consumer: textOf(row, 'consumer') };
}

/** The key of the subject in the envelope, which comes before the native event; null if there is none. */
function subjectKeyOf({ data }: OutgoingMessage): string | null {
  const end = data.indexOf(',"data":');
  const envelope = parseJson(end === -1 ? data.toString() : `${data.toString('utf8', 0, end)}}`);
  const subject = isJsonObject(envelope) ? envelope['subject'] : undefined;
  return isText(subject) ? subjectKey(subject) : null;
}

/** The attributes say it all, but for values too long for an attribute. */
function eventColumnsOf(topic: string, { data, attributes }: OutgoingMessage): EventColumns | undefined {
  const { provider, source, id, eventtype, time, receivedtime } = attributes;
  if (provider === undefined || topic !== topicOf(provider)) return undefined;
  if (
    source !== undefined &&
    id !== undefined &&
    eventtype !== undefined &&
    time !== undefined &&
    receivedtime !== undefined
  ) {
    return { provider, source, id, eventtype, time, receivedtime };
  }
  try {
    return decodeEnvelope(provider, data);
  } catch {
    return undefined;
  }
}
