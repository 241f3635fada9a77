import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Batch } from './batch.ts';

interface Item {
  readonly name: string;
  readonly byteLength: number;
}

function item(name: string, byteLength = 1): Item {
  return { name, byteLength };
}

/** A batch whose calls are kept until they are answered. */
function recorded(limits: { maxItems?: number; maxBytes?: number } = {}) {
  const calls: { names: readonly string[]; answer: () => void; fail: (error: Error) => void }[] = [];
  const send = (items: readonly Item[]) =>
    new Promise<readonly string[]>((resolve, reject) => {
      const names = items.map(({ name }) => name);
      calls.push({ names, answer: () => resolve(names.map((name) => `${name}!`)), fail: reject });
    });
  const batch = new Batch<Item, string>(send, { maxItems: 3, maxBytes: 10, delayMs: DELAY_MS, ...limits });
  return { batch, calls, names: () => calls.map((call) => call.names) };
}

const DELAY_MS = 5;

// How long an item waits for others is the test's to say, and not the machine's.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** So much later that what waits for company waits no more. */
function waited(): void {
  vi.advanceTimersByTime(DELAY_MS);
}

/** The end of a turn of the event loop, at which a lone item goes out. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

it('a lone item goes out at the end of the turn', async () => {
  const { batch, calls, names } = recorded();
  const result = batch.add(item('a'));
  expect(names()).toEqual([]);
  await turn();
  expect(names()).toEqual([['a']]);
  calls[0]?.answer();
  expect(await result).toBe('a!');
});

it('a full call goes out at once, the rest with the next', async () => {
  const { batch, names } = recorded();
  for (const name of ['a', 'b', 'c']) void batch.add(item(name));
  expect(names()).toEqual([['a', 'b', 'c']]);
});

it('no call holds more bytes than allowed, unless one item alone does', async () => {
  const { batch, names } = recorded();
  void batch.add(item('a', 6));
  void batch.add(item('b', 5));
  void batch.add(item('c', 50));
  expect(names()).toEqual([['a'], ['b']]);
  waited();
  expect(names()).toEqual([['a'], ['b'], ['c']]);
});

it('what comes while a call is under way waits to share the next', async () => {
  const { batch, calls, names } = recorded();
  void batch.add(item('a'));
  await turn();
  void batch.add(item('b'));
  await turn();
  void batch.add(item('c'));
  expect(names()).toEqual([['a']]);
  waited();
  expect(names()).toEqual([['a'], ['b', 'c']]);
  for (const call of calls) call.answer();
});

it('a call that fails fails its own items and no others', async () => {
  const { batch, calls } = recorded({ maxItems: 1 });
  const outcomes = Promise.allSettled([batch.add(item('a')), batch.add(item('b'))]);
  calls[0]?.fail(new Error('lost'));
  calls[1]?.answer();
  expect(await outcomes).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: 'b!' }]);
});

it('an item that poisons its call fails alone, and the others are sent without it', async () => {
  const calls: (readonly string[])[] = [];
  const send = async (items: readonly Item[]) => {
    const names = items.map(({ name }) => name);
    calls.push(names);
    if (names.includes('bad')) throw new RangeError('refused');
    return names.map((name) => `${name}!`);
  };
  const isPoisoned = (error: unknown) => error instanceof RangeError;
  const batch = new Batch<Item, string>(send, { maxItems: 5, maxBytes: 100, delayMs: DELAY_MS }, isPoisoned);
  const outcomes = await Promise.allSettled(['a', 'b', 'bad', 'c', 'd'].map((name) => batch.add(item(name))));
  expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason.message))).toEqual([
    'a!',
    'b!',
    'refused',
    'c!',
    'd!',
  ]);
  expect(calls[0]).toEqual(['a', 'b', 'bad', 'c', 'd']);
});
