import { describe, expect, it } from 'vitest';
import { MAX_LINE_BYTES, printJsonLine } from './json-line.ts';

const HEAD = { severity: 'ERROR', message: 'Stripe Event Failed', eventId: 'evt_1' } as const;

function printed(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const text = printJsonLine({ ...HEAD, ...fields });
  expect(text.split('\n')).toEqual([expect.any(String), '']);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_LINE_BYTES + 1);
  const line: Record<string, unknown> = JSON.parse(text);
  expect(line).toMatchObject(HEAD);
  return line;
}

describe('a line of the log', () => {
  it('is one line of JSON, whatever its texts hold', () => {
    expect(printed({ reason: 'two\nlines', missing: undefined })).toEqual({ ...HEAD, reason: 'two\nlines' });
  });

  it('tells an error with its code, its stack and its causes', () => {
    const refused = new AggregateError([
      new Error('connect ECONNREFUSED ::1:9'),
      new Error('connect ECONNREFUSED 127.0.0.1:9'),
    ]);
    const error = new Error('fetch failed', { cause: Object.assign(refused, { code: 'ECONNREFUSED' }) });
    expect(printed({ error })).toMatchObject({
      error: {
        name: 'Error',
        message: 'fetch failed',
        stack: expect.stringContaining('json-line.test.ts'),
        cause: {
          name: 'AggregateError',
          code: 'ECONNREFUSED',
          errors: ['connect ECONNREFUSED ::1:9', 'connect ECONNREFUSED 127.0.0.1:9'],
        },
      },
    });
  });

  it('tells only the message of a cause that is an object: it may be a payload, or an answer with its headers', () => {
    const { error } = printed({ error: new Error('No.', { cause: { message: 'Refused.', headers: 'Bearer x' } }) });
    expect(error).toMatchObject({ cause: 'Refused.' });
  });

  it('is printed where JSON cannot be made of what a handler logs', () => {
    const circle: Record<string, unknown> = { n: 1 };
    circle['self'] = circle;
    const broken = { toJSON: () => JSON.parse('{') };
    expect(printed({ amount: 12n })).toMatchObject({ amount: '12' });
    expect(printed({ circle, count: 3 })).toEqual({ ...HEAD, count: 3 });
    expect(printed({ broken, count: 3 })).toEqual({ ...HEAD, count: 3 });
  });

  it('holds no half of a surrogate pair, which other parsers of JSON refuse', () => {
    expect(printed({ id: 'a\uD800', list: ['\uDC00'] })).toMatchObject({ id: 'a\uFFFD', list: ['\uFFFD'] });
    expect(printed({ payload: '{"id":"\\ud800"}', emoji: '😀' })).toMatchObject({
      payload: '{"id":"\\ud800"}',
      emoji: '😀',
    });
  });
});

describe('a line over the limit of Cloud Logging', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['a long text', { payload: 'x'.repeat(1_048_576) }],
    ['a long text of characters of three bytes', { payload: '€'.repeat(100_000) }],
    ['a text that grows as it is escaped', { payload: '\u0001'.repeat(200_000) }],
    ['an error with a long message', { error: new Error('x'.repeat(1_048_576)) }],
    [
      'a long list',
      { failures: Array.from({ length: 10_000 }, (_, n) => ({ command: `c${n}`, message: 'x'.repeat(100) })) },
    ],
    [
      'an object of many fields',
      { fields: Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`f${n}`, n])) },
    ],
    ['a deep tree', { tree: treeOf(5) }],
    ['long names of fields', { [`k${'x'.repeat(300_000)}`]: 1 }],
    ['many fields', Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`f${n}`, 'x'.repeat(200)]))],
  ])('is cut to valid JSON and says so: %s', (_what, fields) => {
    expect(printed(fields)).toHaveProperty('cut', true);
  });

  it('keeps the beginning of what was cut', () => {
    const { payload } = printed({ payload: 'x'.repeat(1_048_576) });
    expect(payload).toMatch(/^x{10000,}…$/);
  });

  it('begins one byte above it', () => {
    const room = MAX_LINE_BYTES - Buffer.byteLength(printJsonLine({ ...HEAD, payload: '' })) + 1;
    expect(printed({ payload: 'x'.repeat(room) })).not.toHaveProperty('cut');
    expect(printed({ payload: 'x'.repeat(room + 1) })).toHaveProperty('cut', true);
  });
});

function treeOf(depth: number): unknown {
  return depth === 0 ? 'x'.repeat(100) : Array.from({ length: 8 }, () => treeOf(depth - 1));
}
