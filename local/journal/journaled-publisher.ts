import type { OutgoingMessage } from '../../functions/src/core/event/platform-event.ts';
import type { Publisher } from '../../functions/src/core/ports.ts';
import type { Journal } from './journal.ts';

/** Tells the journal what was published. */
export class JournaledPublisher implements Publisher {
  readonly #publisher: Publisher;
  readonly #journal: Journal;

  constructor(publisher: Publisher, journal: Journal) {
    this.#publisher = publisher;
    this.#journal = journal;
  }

  async publish(topic: string, messages: readonly OutgoingMessage[], deadlineMs: number): Promise<readonly string[]> {
    const ids = await this.#publisher.publish(topic, messages, deadlineMs);
    this.#journal.published(topic, messages);
    return ids;
  }
}
