import { describe, expect, it } from 'vitest';
import type { MemoryPorts } from '../../testing/memory-ports.ts';
import { deliveryOf, keepLetters, sentTo, setUpBroken } from '../../testing/broken-consumer.ts';
import type { Delivery } from '../delivery.ts';
import { letterById, letters, lettersBeginning, type LetterFilter } from '../letters/letters.ts';
import { redrive } from '../letters/redrive.ts';
import { replay } from './replay.ts';

async function allLetters(ports: MemoryPorts, filter?: LetterFilter) {
  return Array.fromAsync(letters(ports.store, filter));
}

describe('a dead letter', () => {
  it('is redriven to its consumer with the bytes it had, and what was done before is not done again', async () => {
    const { ports, world, deliver, count } = setUpBroken();
    const original = deliveryOf('e1');
    await deliver(original);
    await keepLetters(ports);
    world.broken = false;

    expect(await redrive(ports, {})).toEqual({ redriven: 1, withoutBytes: 0 });
    const [again] = sentTo(ports, 'integration-acme-events');
    expect(Buffer.from(again?.data ?? []).equals(Buffer.from(original.data))).toBe(true);
    expect(again?.attributes['consumer']).toBe('acme-onAcmeEvent');
    if (again !== undefined) await deliver(again);
    expect(await count()).toBe(1);
    expect(ports.lines.at(-1)?.message).toBe('Acme Event Handled');
  });

  it('is marked, and not redriven a second time', async () => {
    const { ports, deliver } = setUpBroken();
    await deliver(deliveryOf('e1'));
    await keepLetters(ports);
    await redrive(ports, {});
    expect(await redrive(ports, {})).toEqual({ redriven: 0, withoutBytes: 0 });
    const [letter] = await allLetters(ports);
    expect(letter).toMatchObject({ status: 'redriven', redrivenAt: ports.clock.now().toISOString() });
  });

  it('whose redrive fails again becomes a new letter', async () => {
    const { ports, deliver } = setUpBroken();
    await deliver(deliveryOf('e1'));
    await keepLetters(ports);
    await redrive(ports, {});
    for (const delivery of sentTo(ports, 'integration-acme-events')) await deliver(delivery);
    await keepLetters(ports);
    expect((await allLetters(ports)).map(({ status }) => status).toSorted()).toEqual(['open', 'redriven']);
  });

  it('stays open where its redrive cannot be published', async () => {
    const { ports, deliver } = setUpBroken();
    await deliver(deliveryOf('e1'));
    await keepLetters(ports);
    ports.publisher.failure = new Error('away');
    await expect(redrive(ports, {})).rejects.toThrow('away');
    expect(await allLetters(ports, { status: 'open' })).toHaveLength(1);
  });

  it('is found by id, type, provider, consumer and time', async () => {
    const { ports, deliver } = setUpBroken();
    await deliver(deliveryOf('e1', 'invoice.paid'));
    await deliver(deliveryOf('e2', 'thing.made'));
    await keepLetters(ports);
    const [first] = await allLetters(ports, { types: ['invoice.*'] });
    expect(first?.eventId).toBe('e1');
    expect((await letterById(ports.store, first?.id ?? ''))?.eventId).toBe('e1');
    expect(await letterById(ports.store, 'nothing')).toBeUndefined();
    expect(await allLetters(ports, { ids: [first?.id ?? '', first?.id ?? '', 'nothing'] })).toEqual([first]);
    expect(await allLetters(ports, { ids: [first?.id ?? ''], types: ['thing.*'] })).toEqual([]);
    expect(await lettersBeginning(ports.store, first?.id.slice(0, 8) ?? '')).toEqual([first]);
    expect(await lettersBeginning(ports.store, 'nothing')).toEqual([]);
    expect(await allLetters(ports, { provider: 'acme', consumer: 'acme-onAcmeEvent' })).toHaveLength(2);
    expect(await allLetters(ports, { provider: 'stripe' })).toEqual([]);
    expect(await allLetters(ports, { since: new Date(ports.clock.now().getTime() + 1) })).toEqual([]);
  });
});

describe('a replay', () => {
  const since = new Date('2026-11-23T00:00:00Z');
  const until = new Date('2026-11-24T00:00:00Z');
  const request = { provider: 'acme', consumer: 'acme-onAcmeEvent', since, until, types: [] };
  const historyOf = (...kept: readonly Delivery[]) => ({
    messages: async function* () {
      yield* kept;
    },
  });

  it('publishes what the topic keeps once more, bytes unchanged, for one consumer', async () => {
    const { ports } = setUpBroken();
    const kept = deliveryOf('e1');
    expect(await replay({ history: historyOf(kept), publisher: ports.publisher }, request)).toEqual({
      read: 1,
      published: 1,
    });
    const [message] = ports.publisher.to('integration-acme-events');
    expect(message?.data).toEqual(kept.data);
    expect(message?.attributes).toEqual({ ...kept.attributes, consumer: 'acme-onAcmeEvent' });
  });

  it('leaves out other times and types, repeats, and what an earlier replay sent', async () => {
    const { ports } = setUpBroken();
    const wanted = deliveryOf('e1', 'invoice.paid');
    const history = historyOf(wanted, wanted, deliveryOf('e2', 'thing.made'), deliveryOf('e3', 'invoice.paid', until), {
      ...deliveryOf('e4', 'invoice.paid'),
      attributes: { ...wanted.attributes, id: 'e4', consumer: 'acme-onAcmeEvent' },
    });
    await replay({ history, publisher: ports.publisher }, { ...request, types: ['invoice.*'] });
    expect(ports.publisher.published.map(({ message }) => message.attributes['id'])).toEqual(['e1']);
  });

  it('handles nothing twice, unless it is asked to', async () => {
    const { ports, world, deliver, count } = setUpBroken();
    world.broken = false;
    const kept = deliveryOf('e1');
    await deliver(kept);
    const run = async (again?: string) => {
      const before = ports.publisher.published.length;
      await replay(
        { history: historyOf(kept), publisher: ports.publisher },
        { ...request, ...(again !== undefined && { again }) },
      );
      for (const delivery of sentTo(ports, 'integration-acme-events').slice(before)) await deliver(delivery);
      return count();
    };
    expect(await run()).toBe(1);
    expect(await run('replay-1')).toBe(2);
    expect(await run('replay-1')).toBe(2);
  });

  describe('of events that the ledger knows', () => {
    const history = historyOf(deliveryOf('done'), deliveryOf('dead'), deliveryOf('new'));

    /** One event that was handled, one that was given up on, one that never came. */
    async function settled() {
      const setUp = setUpBroken();
      await setUp.deliver(deliveryOf('dead'));
      setUp.world.broken = false;
      await setUp.deliver(deliveryOf('done'));
      return setUp;
    }
    const idsOf = (ports: MemoryPorts) =>
      ports.publisher.to('integration-acme-events').map(({ attributes }) => attributes['id']);

    it('publishes what was never finished, and tells what was handled and what is a dead letter', async () => {
      const { ports } = await settled();
      const report = await replay({ history, publisher: ports.publisher, ledger: ports.store }, request);
      expect(report).toEqual({ read: 3, published: 1, handled: 1, dead: 1 });
      expect(idsOf(ports)).toEqual(['new']);
    });

    it('gives back what was given up on where it is asked to, and what was done of it stays done', async () => {
      const { ports, deliver, count } = await settled();
      const reopening = { ...request, redrive: 'r1' };
      const report = await replay({ history, publisher: ports.publisher, ledger: ports.store }, reopening);
      expect(report).toEqual({ read: 3, published: 2, handled: 1 });
      for (const delivery of sentTo(ports, 'integration-acme-events')) await deliver(delivery);
      expect(await count()).toBe(3);
      const key = { consumer: 'acme-onAcmeEvent', source: '//acme.example', id: 'dead' };
      expect(await ports.store.states([key])).toEqual(['done']);
    });

    it('handles all of them once more under the name of a replay', async () => {
      const { ports } = await settled();
      const again = { ...request, again: 'p1' };
      expect(await replay({ history, publisher: ports.publisher, ledger: ports.store }, again)).toEqual({
        read: 3,
        published: 3,
      });
    });

    it('knows an event whose id is too long for an attribute', async () => {
      const { ports, world, deliver } = setUpBroken();
      world.broken = false;
      const long = deliveryOf('é'.repeat(700));
      expect(long.attributes).not.toHaveProperty('id');
      await deliver(long);
      const tools = { history: historyOf(long), publisher: ports.publisher, ledger: ports.store };
      expect(await replay(tools, request)).toEqual({ read: 1, published: 0, handled: 1 });
    });
  });
});
