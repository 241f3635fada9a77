/** Events of one type that led to nothing at one consumer: no saga or task of it wanted them. */
export interface SkippedEvents {
  /** Deployed name. */
  readonly consumer: string;
  readonly type: string;
  readonly count: number;
}

/** Counts events that led to nothing. */
export interface SkippedReader {
  /** How many days it looks back; undefined if it counts from the beginning. */
  readonly days?: number;
  /** @returns undefined if nobody counts them here. */
  skipped(): Promise<readonly SkippedEvents[] | undefined>;
}

/** Events of one type that nobody handles. */
export interface UnhandledEvents {
  readonly provider: string;
  readonly type: string;
  readonly count: number;
}

interface Consumed {
  readonly provider: string;
  readonly consumers: readonly { readonly name: string }[];
}

/** What every consumer of a provider skipped: the most frequent type first. */
export function unhandledEvents(
  skipped: readonly SkippedEvents[],
  providers: readonly Consumed[],
): readonly UnhandledEvents[] {
  return providers
    .flatMap(({ provider, consumers }) => {
      const names = consumers.map(({ name }) => name);
      const types = new Set(skipped.filter(({ consumer }) => names.includes(consumer)).map(({ type }) => type));
      const countOf = (name: string, type: string) =>
        skipped.find((one) => one.consumer === name && one.type === type)?.count ?? 0;
      return [...types].map((type) => ({
        provider,
        type,
        count: Math.min(...names.map((name) => countOf(name, type))),
      }));
    })
    .filter(({ count }) => count > 0)
    .toSorted((one, other) => other.count - one.count || one.type.localeCompare(other.type, 'en'));
}
