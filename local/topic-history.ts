import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Delivery } from '../functions/src/core/handle/delivery.ts';
import type { TopicHistory } from '../functions/src/core/recover/replay.ts';
import { bytesOf, numberOf, textOf, type Row } from './database.ts';

const PAGE = 200;

/** What the state file still keeps of a topic, oldest first. */
export class LocalTopicHistory implements TopicHistory {
  readonly #last: StatementSync;
  readonly #page: StatementSync;

  constructor(database: DatabaseSync) {
    this.#last = database.prepare('SELECT ifnull(max(id), 0) AS id FROM messages');
    this.#page = database.prepare(`
      SELECT id, publish_time, attributes, data FROM messages
      WHERE id > ? AND id <= ? AND topic = ? AND publish_time >= ? ORDER BY id LIMIT ${PAGE}`);
  }

  async *messages(topic: string, since: Date): AsyncGenerator<Delivery> {
    const end = this.#last.get();
    const last = end === undefined ? 0 : numberOf(end, 'id');
    let after = 0;
    for (;;) {
      const rows = this.#page.all(after, last, topic, since.getTime());
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
