/** What is counted within a minute. Counted into in place: it is done for every event. */
export interface MinuteCounts {
  received: number;
  refused: number;
  published: number;
  handled: number;
  retried: number;
  dead: number;
  /** How many took how long, by {@link latencyBucketOf}. */
  readonly latencies: Record<string, number>;
}

export type Counted = Exclude<keyof MinuteCounts, 'latencies'>;

const COUNTED = [
  'received',
  'refused',
  'published',
  'handled',
  'retried',
  'dead',
] as const satisfies readonly Counted[];

export function nothingCounted(): MinuteCounts {
  return { received: 0, refused: 0, published: 0, handled: 0, retried: 0, dead: 0, latencies: {} };
}

/** Adds other counts to these. */
export function addCounts(counts: MinuteCounts, more: MinuteCounts): void {
  for (const name of COUNTED) counts[name] += more[name];
  for (const [bucket, count] of Object.entries(more.latencies)) {
    counts.latencies[bucket] = (counts.latencies[bucket] ?? 0) + count;
  }
}

/** Each bucket reaches 10 % further than the one before: a percentile is right to within 5 %. */
const GROWTH = Math.log(1.1);

/** The bucket of a latency in milliseconds. */
export function latencyBucketOf(ms: number): number {
  return Math.round(Math.log(Math.max(ms, 0) + 1) / GROWTH);
}

/** The latency in milliseconds that a share (0 to 1) did not exceed; undefined if there are none. */
export function percentile(latencies: MinuteCounts['latencies'], share: number): number | undefined {
  const buckets = Object.entries(latencies)
    .map(([bucket, count]) => ({ bucket: Number(bucket), count }))
    .toSorted((a, b) => a.bucket - b.bucket);
  const wanted = buckets.reduce((sum, { count }) => sum + count, 0) * share;
  let seen = 0;
  const found = buckets.find(({ count }) => (seen += count) >= wanted);
  return found === undefined ? undefined : Math.round((Math.exp(found.bucket * GROWTH) - 1) * 10) / 10;
}
