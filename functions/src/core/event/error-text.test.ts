import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { messageOf } from './error-text.ts';

describe('the message of what was thrown', () => {
  it.each<[string, unknown, string]>([
    ['an error', new Error('No.'), 'No.'],
    ['a string', 'No.', 'No.'],
    ['undefined', undefined, 'undefined'],
    ['a symbol', Symbol('no'), 'Symbol(no)'],
    ['an object with a message', { message: 'No.', card: '4242' }, 'No.'],
    ['an object with a code alone', { code: 'E_NO' }, 'E_NO'],
    ['any other object, whose fields stay out of it', { card: '4242' }, 'An object that is not an error'],
    ['an object without a prototype', Object.create(null), 'An object that is not an error'],
    ['an error without a message', new TypeError(), 'TypeError'],
    ['an error with a code alone', Object.assign(new Error(), { code: 'EPIPE' }), 'EPIPE'],
    ['an empty string', '', 'An error without a message'],
  ])('%s', (_what, thrown, message) => {
    expect(messageOf(thrown)).toBe(message);
  });

  it('is followed by its causes, the outermost first', () => {
    const root = new Error('connect ECONNREFUSED 127.0.0.1:9');
    const middle = new TypeError('fetch failed', { cause: root });
    expect(messageOf(new Error('The order was not sent.', { cause: middle }))).toBe(
      'The order was not sent: fetch failed: connect ECONNREFUSED 127.0.0.1:9',
    );
  });

  it('says once what a cause repeats', () => {
    const cause = new Error('The secret is gone.');
    expect(messageOf(new Error(`Set another one. (${cause.message})`, { cause }))).toBe(
      'Set another one. (The secret is gone.)',
    );
  });

  it('takes a cause that is a string, and an aggregate that holds its reasons in a list', () => {
    expect(messageOf(new Error('No', { cause: 'because' }))).toBe('No: because');
    const refused = ['::1', '127.0.0.1'].map((address) => new Error(`connect ECONNREFUSED ${address}:9`));
    expect(messageOf(new Error('fetch failed', { cause: new AggregateError(refused) }))).toBe(
      'fetch failed: connect ECONNREFUSED ::1:9, connect ECONNREFUSED 127.0.0.1:9',
    );
  });

  it('ends, whatever the causes go round in', () => {
    const error = new Error('one');
    error.cause = new Error('two', { cause: error });
    expect(messageOf(error)).toBe('one: two');
    const deep = Array.from({ length: 1_000 }, (_, index) => index).reduce<Error | undefined>(
      (cause, index) => new Error(`level ${index}`, { cause }),
      undefined,
    );
    expect(messageOf(deep)).toBe('level 999: level 998: level 997: level 996');
  });

  it('is bounded, and a message of a megabyte does not hide its cause', () => {
    const message = messageOf(new Error('x'.repeat(1_048_576), { cause: new Error('the reason') }));
    expect(message.length).toBeLessThan(1_000);
    expect(message).toMatch(/^x+…: the reason$/);
    const all = ['a', 'b', 'c', 'd', 'e'].reduceRight<Error | undefined>(
      (cause, letter) => new Error(letter.repeat(10_000), { cause }),
      undefined,
    );
    expect(messageOf(all).length).toBeLessThan(2_100);
    expect(messageOf(new Error('x'.repeat(10_000)), Infinity)).toHaveLength(10_000);
  });

  it('is text that every store takes: well-formed, without control characters', () => {
    const message = messageOf(new Error('a\u0000b\u001B[2Jc\u009Bd\uD800e\r\nf\tg'));
    expect(message).toBe('a\uFFFDb\uFFFD[2Jc\uFFFDd\uFFFDe\nf\tg');
    expect(messageOf(new Error(`${'x'.repeat(498)}😀😀`)).isWellFormed()).toBe(true);
  });

  it('tells why Node could not connect', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise((resolve) => server.close(resolve));
    const error: unknown = await fetch(`http://127.0.0.1:${port}/`).catch((thrown: unknown) => thrown);
    expect(messageOf(error)).toBe(`fetch failed: connect ECONNREFUSED 127.0.0.1:${port}`);
  });
});
