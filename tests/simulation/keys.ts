import type { Journal } from './journal.ts';

/** One command of one event, as it is handled by one consumer. */
export interface StepOf {
  readonly consumer: string;
  readonly eventId: string;
  readonly replay: string | undefined;
  /** Its name in the ledger. */
  readonly step: string;
}

/** The idempotency keys that handlers were given: one for each command, and one command for each. */
export class Keys {
  readonly #journal: Journal;
  readonly #keys = new Map<string, string>();
  readonly #steps = new Map<string, string>();
  readonly #runs = new Map<string, number>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** A handler was given a key. @returns how often it had been given to one before. */
  given(key: string, about: StepOf): number {
    const step = textOf(about);
    const known = this.#keys.get(step) ?? key;
    if (known !== key) this.#journal.violate(`${step} has the idempotency keys ${known} and ${key}.`);
    const other = this.#steps.get(key) ?? step;
    if (other !== step) this.#journal.violate(`${step} and ${other} share the idempotency key ${key}.`);
    this.#keys.set(step, key);
    this.#steps.set(key, step);
    const runs = this.#runs.get(key) ?? 0;
    this.#runs.set(key, runs + 1);
    return runs;
  }

  /** The key of a command that has run. */
  keyOf(about: StepOf): string | undefined {
    return this.#keys.get(textOf(about));
  }
}

function textOf({ consumer, eventId, replay, step }: StepOf): string {
  return `${consumer} ${eventId}${replay === undefined ? '' : ` (${replay})`} ${step}`;
}
