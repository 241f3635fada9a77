import type { Change, ChangeFeed } from '../../functions/src/core/inspect/changes.ts';

/** Notes what has changed, to be told in a moment. */
export interface ChangeNotes {
  note(change: Partial<Change>): void;
}

/** Changes within this time are told together. */
const INTERVAL_MS = 200;
/** The most ids in one notification; whoever shows a list reads it again in any case. */
const MAX_EVENTS = 500;

/** Gathers changes and tells them at most five times a second, while somebody listens. */
export class LocalChanges implements ChangeFeed, ChangeNotes {
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #events = new Set<string>();
  readonly #records = new Set<string>();
  #requests = false;
  #letters = false;
  #code = false;
  #timer: NodeJS.Timeout | undefined;

  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  note({ events = [], requests = false, letters = false, records = [], code = false }: Partial<Change>): void {
    if (this.#listeners.size === 0) return;
    for (const id of events) if (this.#events.size < MAX_EVENTS) this.#events.add(id);
    for (const collection of records) this.#records.add(collection);
    this.#requests ||= requests;
    this.#letters ||= letters;
    this.#code ||= code;
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#tell(), INTERVAL_MS).unref();
  }

  #tell(): void {
    const change: Change = {
      events: [...this.#events],
      requests: this.#requests,
      letters: this.#letters,
      records: [...this.#records],
      code: this.#code,
    };
    this.#timer = undefined;
    this.#events.clear();
    this.#records.clear();
    this.#requests = false;
    this.#letters = false;
    this.#code = false;
    for (const listener of this.#listeners) listener(change);
  }
}
