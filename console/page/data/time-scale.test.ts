import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeScale } from './time-scale.ts';

describe('the time axis of an event', () => {
  it('is linear where work follows work', () => {
    const { position, breaks } = timeScale([
      { from: 0, to: 10 },
      { from: 12, to: 40 },
    ]);
    expect(breaks).toEqual([]);
    expect([0, 10, 20, 40].map(position)).toEqual([0, 0.25, 0.5, 1]);
  });

  it('cuts a long wait to a narrow band, so that work on both sides stays visible', () => {
    const { position, breaks } = timeScale([
      { from: 0, to: 10 },
      { from: 10_010, to: 10_020 },
    ]);
    expect(breaks).toEqual([{ from: 10, to: 10_010, left: 0.475, width: 0.05 }]);
    expect(position(10)).toBeCloseTo(0.475);
    expect(position(10_010)).toBeCloseTo(0.525);
    expect(position(5_010)).toBeCloseTo(0.5);
    expect(position(10_020)).toBe(1);
  });

  it('leaves half of the width to work, however many waits there are', () => {
    const attempts = Array.from({ length: 100 }, (_, at) => ({ from: at * 60_000, to: at * 60_000 + 5 }));
    const { breaks } = timeScale(attempts);
    expect(breaks).toHaveLength(99);
    expect(breaks.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(0.5);
  });

  it('has room for one moment, and for nothing', () => {
    expect(timeScale([{ from: 7, to: 7 }]).position(7)).toBe(0);
    expect(timeScale([]).position(0)).toBe(0);
  });

  it('never runs backwards and never leaves the page', () => {
    const stretch = fc.tuple(fc.nat(1_000_000), fc.nat(1_000)).map(([from, length]) => ({ from, to: from + length }));
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1 }), (stretches) => {
        const { position } = timeScale(stretches);
        const moments = stretches.flatMap(({ from, to }) => [from, to]).toSorted((a, b) => a - b);
        const drawn = moments.map(position);
        for (const [at, x] of drawn.entries()) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(1);
          expect(x).toBeGreaterThanOrEqual((drawn[at - 1] ?? 0) - 1e-9);
        }
      }),
    );
  });
});
