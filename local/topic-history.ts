import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Delivery } from '../functions/src/core/delivery.ts';
import { systemClock, type Clock } from '../functions/src/core/ports.ts';
import type { TopicHistory } from '../functions/src/core/recover/replay.ts';
import { bytesOf, numberOf, textOf, type Row } from './database.ts';
import { retainedSince, type TopicPolicies } from './retention.ts';

const PAGE = 200;

/** What the state file still keeps of a topic, oldest first, as far back as the topic's policy goes. */
export class LocalTopicHistory implements TopicHistory {
  readonly #policies: TopicPolicies;
  readonly #clock: Clock;
  readonly #last: StatementSync;
  readonly #page: StatementSync;

  constructor(database: DatabaseSync, policies: TopicPolicies = new Map(), clock: Clock = systemClock) {
    this.#policies = policies;
    this.#clock = clock;
    this.#last = database.prepare('SELECT ifnull(max(id), 0) AS id FROM messages');
    this.#page = database.prepare(`
      SELECT id, publish_time, attributes, data FROM messages
      WHERE id > ? AND id <= ? AND topic = ? AND publish_time >= ? ORDER BY id LIMIT ${PAGE}`);
  }

  async *messages(topic: string, since: Date): AsyncGenerator<Delivery> {
    const end = this.#last.get();
    const last = end === undefined ? 0 : numberOf(end, 'id');
    const retained = retainedSince(topic, this.#policies, this.#clock.now());
    const from = Math.max(since.getTime(), retained.getTime());
    let after = 0;
    for (;;) {
      const rows = this.#page.all(after, last, topic, from);
      for (const row of rows) yield deliveryOf(row);
      const bottom = rows.at(-1);
      if (bottom === undefined) return;
      after = numberOf(bottom, 'id');
    }
  }
}

function deliveryOf(row: Row): Delivery {
  return {
    messageId: String(numberOf(row, 'id')),
    data: bytesOf(row, 'data'),
    attributes: JSON.parse(textOf(row, 'attributes')),
    publishTime: new Date(numberOf(row, 'publish_time')),
  };
}
