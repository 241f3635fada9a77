import { describe, expect, it } from 'vitest';
import { distance, duration, exactTime, plural, shortTime, size } from './format.ts';

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [0.34, '340 µs'],
    [0.9996, '1 ms'],
    [1.24, '1.2 ms'],
    [12.4, '12 ms'],
    [999.6, '1 s'],
    [1_250, '1.3 s'],
    [59_960, '1 min'],
    [150_000, '3 min'],
    [5_400_000, '1.5 h'],
  ])('of %d ms read %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });
});

describe('distances from now', () => {
  it.each([
    [0, 'now'],
    [499, 'now'],
    [-1_000, '1 second ago'],
    [59_400, 'in 59 seconds'],
    [90_000, 'in 2 minutes'],
    [-3_600_000, '1 hour ago'],
    [30 * 3_600_000, 'in 30 hours'],
    [48 * 3_600_000, 'in 2 days'],
    [-35 * 24 * 3_600_000, '35 days ago'],
  ])('of %d ms read %s', (ms, words) => {
    expect(distance(ms)).toBe(words);
  });
});

describe('sizes', () => {
  it.each([
    [412, '412 B'],
    [2_650, '2.7 kB'],
    [1_300_000, '1.3 MB'],
  ])('of %d bytes read %s', (bytes, words) => {
    expect(size(bytes)).toBe(words);
  });
});

describe('times', () => {
  const now = new Date(2026, 10, 23, 18, 0, 0);

  it('of today go without the day', () => {
    expect(shortTime(new Date(2026, 10, 23, 9, 5, 7).toISOString(), now)).toBe('09:05:07');
  });

  it('of another day go with it', () => {
    const words = shortTime(new Date(2026, 10, 21, 9, 5, 7).toISOString(), now);
    expect(words).toContain('21');
    expect(words).toContain('09:05:07');
  });

  it('have milliseconds where that matters, and what is not a time stays what it is', () => {
    expect(exactTime(new Date(2020, 1, 1, 9, 5, 7, 42).toISOString())).toMatch(/09:05:07\.042$/);
    expect(shortTime('soon')).toBe('soon');
  });
});

it('numbers go with the right form of a noun', () => {
  expect([plural(1, 'event'), plural(2, 'event'), plural(0, 'event')]).toEqual(['1 event', '2 events', '0 events']);
});
