/** Types that are counted apart, for each instance of a consumer: a metric has a time series for each. */
const MAX_TYPES = 100;
/** Types that are known to be handled. Beyond that number, more is counted than nobody handles. */
const MAX_TAKEN = 1_000;
/** A name, and nothing that people have written: some providers let their customers name types. */
const NAME = /^[\w.:/[\]-]{1,100}$/;

/** What stands for all other types. */
export const OTHER_TYPES = 'other';

/** Says under which type an event is counted that led to nothing. */
export class SkippedTypes {
  readonly #counted = new Set<string>();
  readonly #taken = new Set<string>();

  /** An event of this type has led to something, so that the type is one that somebody handles. */
  taken(type: string): void {
    if (this.#taken.size < MAX_TAKEN) this.#taken.add(type);
  }

  /** @returns undefined if a saga or a task takes the type, and only this event's content led to nothing. */
  labelOf(type: string): string | undefined {
    if (this.#taken.has(type)) return undefined;
    if (this.#counted.has(type)) return type;
    if (this.#counted.size >= MAX_TYPES || !NAME.test(type)) return OTHER_TYPES;
    this.#counted.add(type);
    return type;
  }
}
