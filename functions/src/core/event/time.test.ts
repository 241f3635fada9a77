import { describe, expect, it } from 'vitest';
import { durationIn, isWritable, momentIn, timeOf } from './time.ts';

const MOMENT = '2026-05-28T20:26:37.123Z';

describe('the time that a provider tells', () => {
  it.each([
    ['Unix seconds', 1_779_999_997, '2026-05-28T20:26:37.000Z'],
    ['Unix seconds with a fraction', 1_779_999_997.123, MOMENT],
    ['Unix milliseconds', 1_779_999_997_123, MOMENT],
    ['Unix microseconds', 1_779_999_997_123_456, MOMENT],
    ['Unix nanoseconds', 1_779_999_997_123_456_000, MOMENT],
    ['milliseconds that SendGrid documents as seconds', 1_591_726_752_372, '2020-06-09T18:19:12.372Z'],
    ['digits in a text', '1779999997', '2026-05-28T20:26:37.000Z'],
    ['the beginning of Unix time', 0, '1970-01-01T00:00:00.000Z'],
    ['RFC 3339', '2026-05-28T22:26:37.123+02:00', MOMENT],
    ['RFC 2822', 'Thu, 28 May 2026 20:26:37 +0000', '2026-05-28T20:26:37.000Z'],
    ['a text without a zone, which means UTC', '2026-05-28T20:26:37.123', MOMENT],
  ])('is read from %s', (_what, value, moment) => {
    expect(timeOf(value)?.toISOString()).toBe(moment);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ''],
    ['a word', 'soon'],
    ['a year of five digits', '+052409-10-24T08:06:12.000Z'],
    ['a year before Christ', '-000001-01-01T00:00:00.000Z'],
    ['a number beyond all units', 1e300],
    ['a negative number', -1],
    ['not a number', Number.NaN],
    ['an object', { seconds: 1 }],
  ])('is not read from %s', (_what, value) => {
    expect(timeOf(value)).toBeUndefined();
  });

  it('is one that RFC 3339 can write, whatever the number', () => {
    for (let exponent = 0; exponent < 320; exponent += 0.25) {
      const time = timeOf(10 ** exponent);
      expect(time?.toISOString() ?? '2026').toMatch(/^\d{4}/);
    }
  });
});

it('an invalid date is not writable', () => {
  expect(isWritable(new Date(Number.NaN))).toBe(false);
});

describe('a moment as people write it', () => {
  const now = new Date('2026-11-23T12:00:00Z');

  it.each([
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['2026-11-01T12:30+02:00', '2026-11-01T10:30:00.000Z'],
    ['30m', '2026-11-23T11:30:00.000Z'],
    ['3d', '2026-11-20T12:00:00.000Z'],
  ])('is read: %s', (text, moment) => {
    expect(momentIn(text, now)?.toISOString()).toBe(moment);
  });

  it.each(['', '3', '3w', '-3d', 'yesterday', '2026-13-01', '2026-11-01T12:00', '1764590400'])(
    'is nothing else: %s',
    (text) => {
      expect(momentIn(text, now)).toBeUndefined();
    },
  );

  it('is a length of time where one is asked for', () => {
    expect(['90m', '2h', '1d', '1', '1y'].map(durationIn)).toEqual([
      5_400_000,
      7_200_000,
      86_400_000,
      undefined,
      undefined,
    ]);
  });
});
