import { Random } from '../simulation/random.ts';

/** What a generated request can do without. A failing request is printed without what its failure does not need. */
export const FEATURES = [
  'several schemes',
  'several secrets',
  'tolerance',
  'id',
  'type',
  'time',
  'subject',
  'source',
  'needs',
  'list',
  'batch',
  'fields',
  'spelling',
  'decoys',
] as const;

export type Feature = (typeof FEATURES)[number] | 'scheme' | 'values' | 'request';

const STREAMS: readonly Feature[] = [...FEATURES, 'scheme', 'values', 'request'];

/** The choices of one request. Each feature has its own random numbers, so that leaving one out changes no other. */
export class Choices {
  readonly seed: number;
  readonly #without: ReadonlySet<Feature>;
  readonly #streams = new Map<Feature, Random>();

  constructor(seed: number, without: readonly Feature[] = []) {
    this.seed = seed;
    this.#without = new Set(without);
  }

  of(feature: Feature): Random {
    const stream = this.#streams.get(feature) ?? new Random(this.seed * STREAMS.length + STREAMS.indexOf(feature));
    this.#streams.set(feature, stream);
    return stream;
  }

  /** Whether the request has a feature. */
  has(feature: Feature, probability = 1): boolean {
    return !this.#without.has(feature) && this.of(feature).chance(probability);
  }
}

/** The same items in another order. */
export function shuffled<T>(random: Random, items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, order: random.next() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ item }) => item);
}

export function times<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_none, index) => make(index));
}
