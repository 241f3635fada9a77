import { describe, expect, it, vi } from 'vitest';
import { deliveryOf, keepLetters, sentTo, setUpBroken } from '../../testing/broken-consumer.ts';
import type { MemoryPorts } from '../../testing/memory-ports.ts';
import { dismiss } from './dismiss.ts';
import { letterById, letters } from './letters.ts';
import { redrive } from './redrive.ts';

/** Two events that were given up on, of which the first is dismissed. */
async function setUp() {
  const subject = setUpBroken();
  const { ports, deliver } = subject;
  const original = deliveryOf('e1', 'test.made');
  for (const delivery of [original, deliveryOf('e2', 'invoice.paid')]) await deliver(delivery);
  await keepLetters(ports);
  const [before] = await Array.fromAsync(letters(ports.store, { types: ['test.*'] }));
  const id = before?.id ?? '';
  const report = await dismiss(ports, { types: ['test.*'] }, ' A test event. ');
  const statuses = async () =>
    new Map((await Array.fromAsync(letters(ports.store))).map(({ eventId, status }) => [eventId, status]));
  return { ...subject, original, before, id, report, statuses };
}

/** Has something happen once, between the page of letters that is read next and what is done with it. */
function afterPage({ store }: MemoryPorts, happen: () => Promise<unknown>): void {
  const list = store.list.bind(store);
  vi.spyOn(store, 'list').mockImplementationOnce(async (collection, options) => {
    const page = await list(collection, options);
    await happen();
    return page;
  });
}

describe('a dismissed letter', () => {
  it('is marked with the time and the reason, and is kept with all that it had', async () => {
    const { ports, before, id, report, statuses } = await setUp();
    expect(report).toEqual({ dismissed: 1 });
    expect(await letterById(ports.store, id)).toEqual({
      ...before,
      status: 'dismissed',
      dismissedAt: ports.clock.now().toISOString(),
      dismissReason: 'A test event.',
    });
    expect(await statuses()).toEqual(
      new Map([
        ['e1', 'dismissed'],
        ['e2', 'open'],
      ]),
    );
  });

  it('changes nothing about its event: what is delivered again stays given up on', async () => {
    const { ports, world, deliver, original } = await setUp();
    world.broken = false;
    await deliver(original);
    expect(ports.lines.at(-1)?.message).toBe('Acme Event Already Dead-Lettered');
  });

  it('is not opened again by a copy of what was given up on', async () => {
    const { ports, statuses } = await setUp();
    await keepLetters(ports);
    expect((await statuses()).get('e1')).toBe('dismissed');
  });

  it('is not dismissed a second time', async () => {
    const { ports, id } = await setUp();
    expect(await dismiss(ports, { ids: [id] }, 'Another reason.')).toEqual({ dismissed: 0 });
    expect(await letterById(ports.store, id)).toMatchObject({ dismissReason: 'A test event.' });
  });

  it('is left alone by a redrive that had read it while it was open', async () => {
    const { ports, statuses } = await setUp();
    afterPage(ports, () => dismiss(ports, {}));
    expect(await redrive(ports, {})).toEqual({ redriven: 0, withoutBytes: 0 });
    expect(sentTo(ports, 'integration-acme-events')).toEqual([]);
    expect((await statuses()).get('e2')).toBe('dismissed');
  });

  it('is none, and not counted, where it was redriven since it was read', async () => {
    const { ports, statuses } = await setUp();
    afterPage(ports, () => redrive(ports, {}));
    expect(await dismiss(ports, {})).toEqual({ dismissed: 0 });
    expect((await statuses()).get('e2')).toBe('redriven');
  });

  it.each([{}, { types: ['test.*'] }, { consumer: 'acme-onAcmeEvent' }, { provider: 'acme', since: new Date(0) }])(
    'is left alone by a redrive of %j',
    async (filter) => {
      const { ports, statuses } = await setUp();
      await redrive(ports, filter);
      expect((await statuses()).get('e1')).toBe('dismissed');
      expect(sentTo(ports, 'integration-acme-events').map(({ attributes }) => attributes['id'])).not.toContain('e1');
    },
  );

  it('is redriven where it is named by its id, and its event is handled', async () => {
    const { ports, world, deliver, id, original } = await setUp();
    world.broken = false;
    expect(await redrive(ports, { ids: [id] })).toEqual({ redriven: 1, withoutBytes: 0 });
    const [again] = sentTo(ports, 'integration-acme-events');
    expect(Buffer.from(again?.data ?? []).equals(Buffer.from(original.data))).toBe(true);
    if (again !== undefined) await deliver(again);
    expect(ports.lines.at(-1)?.message).toBe('Acme Event Handled');
    expect(await letterById(ports.store, id)).toMatchObject({ status: 'redriven', dismissReason: 'A test event.' });
  });
});

describe('dismissing', () => {
  it('tells how far it is', async () => {
    const { ports, deliver } = setUpBroken();
    for (const id of ['e1', 'e2']) await deliver(deliveryOf(id));
    await keepLetters(ports);
    const told: number[] = [];
    await dismiss(ports, {}, undefined, ({ dismissed }) => told.push(dismissed));
    expect(told).toEqual([1, 2]);
  });

  it('needs no reason, and keeps none that is blank', async () => {
    const { ports } = await setUp();
    await dismiss(ports, {}, '  ');
    const [letter] = await Array.fromAsync(letters(ports.store, { types: ['invoice.*'] }));
    expect(letter).toMatchObject({ status: 'dismissed' });
    expect(letter).not.toHaveProperty('dismissReason');
  });

  it('takes back no redrive that went between the reading and the marking', async () => {
    const { ports, statuses } = await setUp();
    const list = ports.store.list.bind(ports.store);
    vi.spyOn(ports.store, 'list').mockImplementationOnce(async (...query) => {
      const page = await list(...query);
      await redrive(ports, {});
      return page;
    });
    await dismiss(ports, {});
    expect((await statuses()).get('e2')).toBe('redriven');
  });

  it('refuses a reason that is too long, and marks nothing', async () => {
    const { ports, statuses } = await setUp();
    await expect(dismiss(ports, {}, 'x'.repeat(501))).rejects.toThrow('A reason must not exceed 500 characters.');
    expect((await statuses()).get('e2')).toBe('open');
  });
});
