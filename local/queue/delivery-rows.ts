import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Delivery } from '../../functions/src/core/delivery.ts';
import { bytesOf, numberOf, textOf, type Row } from '../database.ts';

/** One message on its way to one consumer. */
export interface HeldDelivery extends Delivery {
  readonly topic: string;
  readonly message: number;
  readonly subscription: number;
  /** This delivery's place among those of the message, from 1. */
  readonly attempt: number;
}

/** Takes deliveries for this host and settles them. Called inside a transaction, but for `nextDue`. */
export class DeliveryRows {
  readonly #host: string;
  readonly #subscribe: StatementSync;
  readonly #nextDue: StatementSync;
  readonly #waiting: StatementSync;
  readonly #hold: StatementSync;
  readonly #ack: StatementSync;
  readonly #retry: StatementSync;
  readonly #bury: StatementSync;

  constructor(database: DatabaseSync, host: string) {
    this.#host = host;
    this.#subscribe = database.prepare(`
      INSERT INTO subscriptions (consumer, topic) VALUES (?, ?)
      ON CONFLICT (consumer) DO UPDATE SET topic = excluded.topic RETURNING id`);
    // Nothing is due at a consumer that is paused.
    const delivering = 'subscription = (SELECT id FROM subscriptions WHERE id = ? AND paused_at IS NULL)';
    this.#nextDue = database.prepare(
      `SELECT due FROM deliveries WHERE ${delivering} AND state = 0 ORDER BY due LIMIT 1`,
    );
    this.#waiting = database.prepare(`
      SELECT d.message, d.subscription, d.attempts, m.topic, m.publish_time, m.attributes, m.data
      FROM deliveries d JOIN messages m ON m.id = d.message
      WHERE d.${delivering} AND d.state = 0 AND d.due <= ? ORDER BY d.due LIMIT ?`);
    this.#hold = database.prepare(
      'UPDATE deliveries SET state = 1, host = ?, attempts = ? WHERE message = ? AND subscription = ?',
    );
    // The host is checked: one that was taken for gone has lost what it held.
    const held = 'WHERE message = ? AND subscription = ? AND state = 1 AND host = ?';
    this.#ack = database.prepare(`UPDATE deliveries SET state = iif(letter, 3, 2), host = NULL ${held}`);
    this.#retry = database.prepare(`UPDATE deliveries SET state = 0, host = NULL, due = ?, error = ? ${held}`);
    this.#bury = database.prepare(`UPDATE deliveries SET state = 3, host = NULL, error = ? ${held}`);
  }

  /** Has every later message of the topic delivered to the consumer. @returns the subscription's id. */
  subscribe(consumer: string, topic: string): number {
    const row = this.#subscribe.get(consumer, topic);
    if (row === undefined) throw new Error(`${consumer} could not be subscribed to ${topic}.`);
    return numberOf(row, 'id');
  }

  /** When the next delivery is due; undefined if none waits, or if the consumer is paused. */
  nextDue(subscription: number): number | undefined {
    const row = this.#nextDue.get(subscription);
    return row === undefined ? undefined : numberOf(row, 'due');
  }

  /** Takes what is due, the longest due first. */
  hold(subscription: number, now: number, limit: number): readonly HeldDelivery[] {
    const deliveries = this.#waiting.all(subscription, now, limit).map(deliveryOf);
    for (const { message, attempt } of deliveries) this.#hold.run(this.#host, attempt, message, subscription);
    return deliveries;
  }

  ack({ message, subscription }: HeldDelivery): void {
    this.#ack.run(message, subscription, this.#host);
  }

  retry({ message, subscription }: HeldDelivery, due: number, error: string): void {
    this.#retry.run(due, error, message, subscription, this.#host);
  }

  /** @returns false when the delivery is no longer this host's. */
  bury({ message, subscription }: HeldDelivery, error: string): boolean {
    return this.#bury.run(error, message, subscription, this.#host).changes === 1;
  }
}

function deliveryOf(row: Row): HeldDelivery {
  const message = numberOf(row, 'message');
  return {
    message,
    subscription: numberOf(row, 'subscription'),
    attempt: numberOf(row, 'attempts') + 1,
    topic: textOf(row, 'topic'),
    messageId: String(message),
    data: bytesOf(row, 'data'),
    attributes: JSON.parse(textOf(row, 'attributes')),
    publishTime: new Date(numberOf(row, 'publish_time')),
  };
}
