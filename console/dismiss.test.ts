import { describe, expect, it } from 'vitest';
import { letterById, letters } from '../functions/src/core/letters/letters.ts';
import { refusalIn } from './testing/served-console.ts';
import { serveWritable, statusesIn } from './testing/writable-console.ts';

const PATH = '/api/letters/dismiss';

describe('dismissing in the console', () => {
  it('marks the letters that are chosen, with the reason, and sends nothing', async () => {
    const { served, sent, recovery } = await serveWritable(2);
    const [first] = await Array.fromAsync(letters(recovery.store));
    const { body } = await served.act(PATH, { ids: [first?.id], reason: 'A test event.' });
    expect(JSON.parse(body)).toEqual({ dismissed: 1 });
    expect(await letterById(recovery.store, first?.id ?? '')).toMatchObject({
      status: 'dismissed',
      dismissedAt: recovery.clock.now().toISOString(),
      dismissReason: 'A test event.',
      data: first?.data,
    });
    expect(await statusesIn(recovery)).toEqual(['dismissed', 'open']);
    expect(sent()).toEqual([]);
  });

  it('says before what it would do, and changes nothing', async () => {
    const { served, recovery } = await serveWritable(2);
    const willOf = async (input: object) => JSON.parse((await served.act(`${PATH}?dry=1`, input)).body).will;
    expect(await willOf({ all: true })).toBe(
      '2 dead letters are marked as dismissed. They are kept, and each can still be redriven from its own page.',
    );
    expect(await willOf({ consumer: 'stripe-consumer1' })).toMatch(/^One dead letter is marked as dismissed\. /);
    expect(await willOf({ ids: ['nope'] })).toMatch(/^None of these dead letters is open/);
    expect(await statusesIn(recovery)).toEqual(['open', 'open']);
  });

  it('keeps a letter from a redrive of all, which says so, and not from one that names it', async () => {
    const { served, sent, recovery } = await serveWritable(2);
    const [first] = await Array.fromAsync(letters(recovery.store));
    await served.act(PATH, { ids: [first?.id] });
    expect(JSON.parse((await served.act('/api/letters/redrive?dry=1', { all: true })).body).will).toMatch(
      /^One dead letter is sent/,
    );
    await served.act('/api/letters/redrive', { all: true });
    expect(sent().map(({ consumer }) => consumer)).not.toContain(first?.consumer);
    await served.act('/api/letters/redrive', { ids: [first?.id] });
    expect(sent().map(({ consumer }) => consumer)).toContain(first?.consumer);
    expect(await statusesIn(recovery)).toEqual(['redriven', 'redriven']);
  });

  it.each([{}, { all: false }, { ids: 'x' }, { all: true, reason: 7 }, { all: true, reason: 'x'.repeat(501) }])(
    'of nothing in particular, or for a reason that cannot be kept, is a bad request: %j',
    async (input) => {
      const { served, recovery } = await serveWritable(1);
      expect(refusalIn(await served.act(PATH, input))).toEqual({ status: 400, code: 'bad-request' });
      expect(await statusesIn(recovery)).toEqual(['open']);
    },
  );
});
