import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { printForPeople } from './terminal-log.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const shown = (fields: Readonly<Record<string, unknown>>) =>
  stripVTControlCharacters(printForPeople({ severity: 'WARNING', message: 'Stripe Event Refused', ...fields }, NOW));

it('a line is one for people: the time, the level, the message and its fields, without those of a trace', () => {
  const line = shown({ eventId: 'evt_1', attempt: 2, 'logging.googleapis.com/trace': 't', left: undefined });
  expect(line).toMatch(/^\d\d:\d\d:\d\d WARN +Stripe Event Refused eventId=evt_1 attempt=2\n$/);
});

it('an error follows with its stack and the chain of its causes', () => {
  const cause = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:9') });
  const [, first, ...rest] = shown({ error: new Error('Not sent.', { cause }) })
    .trimEnd()
    .split('\n');
  expect(first).toBe('    Error: Not sent.');
  expect(rest[0]).toMatch(/^ {8}at .*terminal-log\.test\.ts/);
  expect(rest.at(-1)).toBe('    caused by fetch failed: connect ECONNREFUSED 127.0.0.1:9');
});

it('foreign text neither controls the terminal nor starts a new line', () => {
  const hostile = '\u001B[2J\nFORGED\u009B31m\u202E';
  const line = printForPeople({ severity: 'INFO', message: 'Odd', id: hostile, error: new Error(hostile) }, NOW);
  expect(line).not.toMatch(/^FORGED|\u009B|\u202E/mu);
  expect(line).not.toContain('\u001B[2J');
  expect(line.split('\n')[0]).toContain('FORGED');
});

it('what JSON cannot print is shown all the same', () => {
  const circle: Record<string, unknown> = { n: 1n };
  circle['self'] = circle;
  expect(shown({ circle })).toMatch(/circle=.*n: 1n/);
});
