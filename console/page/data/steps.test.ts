import { describe, expect, it } from 'vitest';
import type { Span } from './contract.ts';
import { errorsOf, stateWords, stepsOf, unknownWords } from './steps.ts';

function span(id: string, name: string, ms: number, more: Partial<Span> = {}): Span {
  const start = new Date(Date.UTC(2026, 10, 23) + ms).toISOString();
  return { id, name, start, durationMs: 5, status: 'ok', attributes: {}, ...more };
}

describe('the steps of an event', () => {
  it('stand after what they are part of, in the order in which they began', () => {
    const steps = stepsOf([
      span('c2', 'command', 32, { parent: 'h', attributes: { command: 'orders/Second/k1' } }),
      span('h', 'handle', 30, { parent: 'w', attributes: { consumer: 'acme-onAcmeEvent', attempt: 2 } }),
      span('v', 'verify', 1, { parent: 'w', attributes: { secretVersion: '3' } }),
      span('w', 'webhook', 0),
      span('c1', 'command', 31, { parent: 'h', attributes: { command: 'orders/First' } }),
    ]);
    expect(steps.map(({ depth, title, note, from }) => [depth, title, note, from])).toEqual([
      [0, 'Received', '', 0],
      [1, 'Verified', 'by secret version 3', 1],
      [0, 'acme-onAcmeEvent', 'attempt 2', 30],
      [1, 'First', 'orders', 31],
      [1, 'Second', 'orders · k1', 32],
    ]);
  });

  it('whose parent is not told stand for themselves', () => {
    expect(stepsOf([span('a', 'publish', 0, { parent: 'elsewhere' })])).toMatchObject([
      { depth: 0, title: 'Published' },
    ]);
    expect(stepsOf([])).toEqual([]);
  });

  it('of which each claims to be part of the other are an end of it', () => {
    const circle = [span('a', 'x', 0, { parent: 'b' }), span('b', 'y', 1, { parent: 'a' })];
    expect(stepsOf(circle)).toEqual([]);
  });
});

describe('the errors of steps', () => {
  it('are told once where they happened, and as the same again when they are', () => {
    const failed = (id: string, name: string, ms: number, error: string, more: Partial<Span> = {}) =>
      span(id, name, ms, { status: 'error', error, ...more });
    const told = errorsOf(
      stepsOf([
        failed('h1', 'handle', 0, 'Attempt 1 failed: orders/Store: It is full.'),
        failed('c1', 'command', 1, 'It is full.', { parent: 'h1' }),
        failed('h2', 'handle', 20, 'Attempt 2 failed: orders/Store: It is full.'),
        failed('c2', 'command', 21, 'It is full.', { parent: 'h2' }),
        failed('d', 'dead letter', 30, 'Attempts are spent.'),
      ]),
    );
    expect([...told]).toEqual([
      ['c1', { text: 'It is full.', isAgain: false }],
      ['c2', { text: 'It is full.', isAgain: true }],
      ['d', { text: 'Attempts are spent.', isAgain: false }],
    ]);
  });
});

it.each([
  ['id', 'the provider left out: id'],
  ['id,time', 'the provider left out: id, time'],
  ['id,type,time', 'not an event that the integration knows'],
  ['data', 'the provider sent an empty object'],
])('an envelope that marks %s as unknown says so in words', (unknown, words) => {
  expect(unknownWords(unknown)).toBe(words);
});

it('the state of an object is not called an event', () => {
  expect(stateWords('order')).toBe('not an event: the state of an object (order) that the provider’s API listed');
});
