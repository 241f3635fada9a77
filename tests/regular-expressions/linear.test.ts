import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attacksOn } from './attacks.ts';
import { findExpressions } from './expressions.ts';
import { matchesOf, stepsOf } from './matcher.ts';
import { parsePattern } from './pattern.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const LENGTH = 40;
/** What an exponential expression takes at once. */
const MOST_STEPS = 1_000_000;
/** A text of four times the length takes a linear expression four times the steps, and a quadratic one sixteen times. */
const MOST_GROWTH = 6;

/** Whether each of the counts is too much for the one before it. */
function growsTooMuch(counts: readonly (() => number)[]): boolean {
  let before: number | undefined;
  for (const count of counts) {
    const steps = count();
    if (steps > MOST_STEPS) return true;
    if (before !== undefined && steps <= MOST_GROWTH * before) return false;
    before = steps;
  }
  return true;
}

/** The expression with long runs cut to a tenth: it grows like the other, and the texts are a tenth as long. */
function shortened(source: string): string {
  return source.replaceAll(
    /\{(\d+),(\d{4,})\}/g,
    (_run, least: string, most: string) => `{${Math.floor(Number(least) / 10)},${Math.floor(Number(most) / 10)}}`,
  );
}

/** The text on which an expression grows the most, where that is more than it may. */
function worstTextFor(written: string, flags: string): string | undefined {
  const source = shortened(written);
  const search = { pattern: parsePattern(source, flags), isSticky: flags.includes('y') };
  // Runs with an upper bound are linear beyond it.
  const bounds = [...source.matchAll(/\{\d*,?(\d+)\}/g)].map(([, bound]) => Number(bound));
  const length = Math.max(LENGTH, ...bounds.map((bound) => 2 * bound));
  for (const attack of attacksOn(search.pattern)) {
    const counts = [1, 4, 16].map((times) => () => stepsOf(search, attack(times * length), MOST_STEPS));
    // Twice, since the shorter of two texts may happen to match where the longer does not.
    if (growsTooMuch(counts)) return attack(24);
  }
  return undefined;
}

/** What is made of a text that is written out beside it. */
const MADE = {
  'local/terminal-text.ts': {
    source: `${String.fromCodePoint(0x1b)}\\[[\\d;]*m|[^\\P{Cc}\\n\\t]|[\\p{Bidi_Control}\\u2028\\u2029]`,
    flags: 'gu',
  },
};

const { written, made } = findExpressions();

describe('every regular expression takes time in proportion to its text', () => {
  it.each(written)('$file:$line /$source/$flags', ({ source, flags }) => {
    expect(worstTextFor(source, flags)).toBeUndefined();
  });

  it.each(written)(
    'the steps of $file:$line /$source/$flags are counted over the matches that the engine finds',
    ({ source, flags }) => {
      const search = { pattern: parsePattern(source, flags), isSticky: flags.includes('y') };
      const expression = new RegExp(source, flags.includes('g') ? flags : `${flags}g`);
      for (const [index, attack] of attacksOn(search.pattern).entries()) {
        if (index % 7 > 0) continue;
        const text = attack(30);
        const found = [...text.matchAll(expression)].map((match) => ({
          start: match.index,
          end: match.index + match[0].length,
        }));
        expect(matchesOf(search, text)).toEqual(found);
      }
    },
  );

  it('none is made of a text, which could not be looked at here, but for those that stand here', () => {
    const files = new Set(made.map((place) => place.replace(/:\d+$/, '')));
    expect([...files]).toEqual(Object.keys(MADE).filter((file) => existsSync(join(ROOT, file))));
  });

  it.each(Object.entries(MADE))('the one that %s makes', (_file, { source, flags }) => {
    expect(worstTextFor(source, flags)).toBeUndefined();
  });
});

describe('the test itself', () => {
  it.each([
    ['<[^>]*>', 'the one that held the consumer of Intercom for seconds'],
    ['=+$', ''],
    ['\\s+$', ''],
    ['^(a+)+$', 'exponential'],
    ['^(?:a|a)*b', 'exponential'],
    ['(\\d+)(\\d+)x', ''],
    ['(["\'])[^"]*\\1;', 'with a backreference'],
    ['^a*a*b', ''],
    ['^[a-z]+[a-z0-9]+!', ''],
    ['.*,.*;', ''],
    ['(?=.*x)y', ''],
    ['a*?b', 'lazy'],
  ])('finds /%s/', (source) => {
    expect(worstTextFor(source, '')).toBeDefined();
  });

  it.each(['^<[^>]*>', '<', '^v0=[0-9a-f]{64}$', '^\\d{1,15}(?:\\.\\d+)?$', '^(?:\\/(?:[^~/]|~[01])*)+$', 'a{1,9}b'])(
    'lets /%s/ pass',
    (source) => {
      expect(worstTextFor(source, '')).toBeUndefined();
    },
  );

  it('finds expressions if there are any', () => {
    expect(written.length).toBeGreaterThan(100);
    expect(written.map(({ file }) => file)).toContain('functions/src/core/scheme/signed-time.ts');
  });
});
