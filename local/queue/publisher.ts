import type { DatabaseSync } from 'node:sqlite';
import { requirePublishable } from '../../functions/src/core/event/attributes.ts';
import type { OutgoingMessage } from '../../functions/src/core/event/platform-event.ts';
import type { Clock, Publisher } from '../../functions/src/core/ports.ts';
import { inTransaction } from '../database.ts';
import { MessageRows } from './message-rows.ts';

interface Publication {
  readonly topic: string;
  readonly messages: readonly OutgoingMessage[];
  readonly resolve: (ids: readonly string[]) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Publishes into the state file. What is published within one turn of the event loop is one transaction:
 * the disk is waited for once for all of it.
 */
export class LocalPublisher implements Publisher {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #rows: MessageRows;
  readonly #onPublished: (topics: ReadonlySet<string>) => void;
  #pending: Publication[] = [];

  /**
   * @param database A dedicated connection, opened to survive a power cut.
   * @param onPublished Called after each commit with the topics that there is work of.
   */
  constructor(database: DatabaseSync, clock: Clock, onPublished: (topics: ReadonlySet<string>) => void = () => {}) {
    this.#database = database;
    this.#clock = clock;
    this.#rows = new MessageRows(database);
    this.#onPublished = onPublished;
  }

  /** The deadline needs no watch: a commit waits for other processes less long than any deadline, then rejects. */
  async publish(topic: string, messages: readonly OutgoingMessage[]): Promise<readonly string[]> {
    requirePublishable(topic, messages);
    return new Promise((resolve, reject) => {
      if (this.#pending.push({ topic, messages, resolve, reject }) === 1) setImmediate(() => this.#flush());
    });
  }

  #flush(): void {
    const batch = this.#pending;
    this.#pending = [];
    try {
      const now = this.#clock.now();
      const ids = inTransaction(this.#database, () =>
        batch.map(({ topic, messages }) => messages.map((message) => this.#rows.insert(topic, message, now))),
      );
      for (const [index, { resolve }] of batch.entries()) resolve(ids[index] ?? []);
      this.#onPublished(new Set(batch.map(({ topic }) => topic)));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
