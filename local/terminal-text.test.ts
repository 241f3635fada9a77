import { describe, expect, it } from 'vitest';
import { onTerminalLine, onTerminalLines, terminalOutput } from './terminal-text.ts';

/** What a stranger may put into an id, a type or a message. */
const HOSTILE = [
  ['clears the screen', '\u001B[2J'],
  ['sets the title', '\u001B]0;owned\u0007'],
  ['fills the clipboard', '\u001B]52;c;Y3VybA==\u001B\\'],
  ['goes back on the line', '\r'],
  ['deletes the character before it', '\b'],
  ['is an escape in one byte', '\u009B2J'],
  ['turns around what follows', '\u202E'],
  ['isolates what follows', '\u2066'],
  ['ends a line', '\u2028'],
  ['rings', '\u0007'],
] as const;

const isSafe = (text: string) => !/[^\P{Cc}\n\t]|[\p{Bidi_Control}\u2028\u2029]/u.test(text);

describe.each(HOSTILE)('what %s', (_what, characters) => {
  const text = `before${characters}after`;

  it('is taken out of a line', () => {
    expect(onTerminalLine(text)).toMatch(/^before .*after$/);
    expect(isSafe(onTerminalLine(text))).toBe(true);
  });

  it('is shown in lines, and at the very end', () => {
    for (const shown of [onTerminalLines(text), terminalOutput(text)]) {
      expect(shown).toContain('before\\u');
      expect(isSafe(shown)).toBe(true);
    }
  });

  it('means the same in JSON that is printed', () => {
    const json = JSON.stringify({ id: text });
    expect(JSON.parse(terminalOutput(json))).toEqual({ id: text });
  });
});

it('a line has no line breaks, no tabs and no colours; lines keep their breaks; colours stay at the end alone', () => {
  const text = 'one\n\ttwo\u001B[31m';
  expect(onTerminalLine(text)).toBe('one  two [31m');
  expect(onTerminalLines(text)).toBe('one\n\ttwo\\u001b[31m');
  expect(terminalOutput(text)).toBe(text);
});

it('texts of every language stay as they are', () => {
  const text = 'Grüße, שלום, مرحبا, 你好, 👩‍👩‍👧';
  for (const shown of [onTerminalLine(text), onTerminalLines(text), terminalOutput(text)]) expect(shown).toBe(text);
});
