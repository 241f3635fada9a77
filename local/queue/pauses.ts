import type { DatabaseSync } from 'node:sqlite';
import { DEFAULT_DELIVERY_POLICY } from '../../functions/src/core/config/delivery-policy.ts';
import type { ConsumerPause, PauseControl } from '../../functions/src/core/inspect/pauses.ts';
import type { Clock } from '../../functions/src/core/ports.ts';
import { numberOf, textOf, type Row } from '../database.ts';
import type { TopicPolicies } from '../retention.ts';

const MS_PER_DAY = 86_400_000;

/** Pauses the consumers of the local host. A host of another process looks for it twice a second. */
export class LocalPauses implements PauseControl {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #policies: () => TopicPolicies;

  constructor(database: DatabaseSync, clock: Clock, policies: () => TopicPolicies) {
    this.#database = database;
    this.#clock = clock;
    this.#policies = policies;
  }

  consumers(): Promise<readonly string[]> {
    // The functions that keep dead letters have subscriptions too: they are not paused.
    const rows = this.#database.prepare(
      "SELECT consumer FROM subscriptions WHERE topic NOT LIKE '%-dead-letter' ORDER BY 1",
    );
    return Promise.resolve(rows.all().map((row) => textOf(row, 'consumer')));
  }

  paused(): Promise<readonly ConsumerPause[]> {
    const rows = this.#database.prepare(`
      SELECT s.consumer, s.topic, s.paused_at, count(m.id) AS waiting, ifnull(min(m.publish_time), 0) AS oldest
      FROM subscriptions s
      LEFT JOIN deliveries d ON d.subscription = s.id AND d.state = 0
      LEFT JOIN messages m ON m.id = d.message
      WHERE s.paused_at IS NOT NULL GROUP BY s.id ORDER BY s.paused_at`);
    return Promise.resolve(rows.all().map((row) => this.#pauseOf(row)));
  }

  keptDays(consumer: string): Promise<number> {
    const row = this.#database.prepare('SELECT topic FROM subscriptions WHERE consumer = ?').get(consumer);
    return Promise.resolve(this.#daysOf(row === undefined ? '' : textOf(row, 'topic')));
  }

  pause(consumer: string): Promise<boolean> {
    const pause = this.#database.prepare(
      'UPDATE subscriptions SET paused_at = ? WHERE consumer = ? AND paused_at IS NULL',
    );
    return Promise.resolve(pause.run(this.#clock.now().getTime(), consumer).changes === 1);
  }

  resume(consumer: string): Promise<boolean> {
    const resume = this.#database.prepare(
      'UPDATE subscriptions SET paused_at = NULL WHERE consumer = ? AND paused_at IS NOT NULL',
    );
    return Promise.resolve(resume.run(consumer).changes === 1);
  }

  #pauseOf(row: Row): ConsumerPause {
    const waiting = numberOf(row, 'waiting');
    const dropsAt = numberOf(row, 'oldest') + this.#daysOf(textOf(row, 'topic')) * MS_PER_DAY;
    return {
      consumer: textOf(row, 'consumer'),
      since: new Date(numberOf(row, 'paused_at')).toISOString(),
      waiting,
      ...(waiting > 0 && { dropsAt: new Date(dropsAt).toISOString() }),
    };
  }

  /** Locally a message goes once neither its topic nor its subscription would keep it. */
  #daysOf(topic: string): number {
    const { retentionDays, topicRetentionDays } = this.#policies().get(topic) ?? DEFAULT_DELIVERY_POLICY;
    return Math.max(retentionDays, topicRetentionDays);
  }
}
