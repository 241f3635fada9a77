import { expect, it } from 'vitest';
import { boundedText, hasControls, onOneLine } from './text.ts';

it.each([
  ['short', 10, 'short'],
  ['exactly10!', 10, 'exactly10!'],
  ['eleven char', 10, 'eleven …'],
  ['ééééé', 10, 'ééééé'],
  ['éééééé', 10, 'ééé…'],
  ['🌍🌍🌍', 10, '🌍…'],
  ['a\uD800b', 10, 'a\uFFFDb'],
  ['\uDC00\uD800', 10, '\uFFFD\uFFFD'],
  ['aaaaaaaaaa\uD83C\uDF0D', 10, 'aaaaaaa…'],
  ['', 10, ''],
])('%j within %i bytes is %j', (text, maxBytes, expected) => {
  expect(boundedText(text, maxBytes)).toBe(expected);
});

it('bounded text is never longer than asked for, nor is it ill-formed', () => {
  const text = 'a\uD800é世🌍'.repeat(5);
  for (let maxBytes = 3; maxBytes < 100; maxBytes++) {
    const cut = boundedText(text, maxBytes);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(maxBytes);
    expect(cut.isWellFormed()).toBe(true);
  }
});

it('control characters are found and become spaces, other text stays', () => {
  expect(hasControls('line\nbreak')).toBe(true);
  expect(hasControls('\u009B31m')).toBe(true);
  expect(hasControls('Grüße, 世界 🌍')).toBe(false);
  expect(onOneLine('one\r\ntwo\u0000three')).toBe('one two three');
});
