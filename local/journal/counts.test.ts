import { expect, it } from 'vitest';
import { addCounts, latencyBucketOf, nothingCounted, percentile } from './counts.ts';

function latenciesOf(values: readonly number[]): Record<string, number> {
  const latencies: Record<string, number> = {};
  for (const value of values) {
    const bucket = latencyBucketOf(value);
    latencies[bucket] = (latencies[bucket] ?? 0) + 1;
  }
  return latencies;
}

it('a percentile is right to within a twentieth, from microseconds to hours', () => {
  for (const scale of [1, 1_000, 10_000_000]) {
    const latencies = latenciesOf(Array.from({ length: 1_000 }, (_, index) => ((index + 1) / 100) * scale));
    for (const share of [0.5, 0.95]) {
      const exact = 10 * share * scale;
      const found = percentile(latencies, share) ?? 0;
      // One millisecond is added before the logarithm is taken: that much is lost at the low end.
      expect(Math.abs(found - exact)).toBeLessThanOrEqual(0.05 * exact + 0.1);
    }
  }
});

it('of nothing there is no percentile', () => {
  expect(percentile({}, 0.5)).toBeUndefined();
});

it('a clock that went back counts as no time at all', () => {
  expect(percentile(latenciesOf([-5_000]), 0.5)).toBe(0);
});

it('counts add up, latencies bucket by bucket', () => {
  const counts = { ...nothingCounted(), received: 1, latencies: { 3: 1 } };
  addCounts(counts, { ...nothingCounted(), received: 2, dead: 1, latencies: { 3: 4, 7: 1 } });
  expect(counts).toEqual({ ...nothingCounted(), received: 3, dead: 1, latencies: { 3: 5, 7: 1 } });
});
