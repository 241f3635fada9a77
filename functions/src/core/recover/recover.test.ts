import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { memoryPorts, type MemoryPorts } from '../../testing/memory-ports.ts';
import { PermanentError } from '../event/errors.ts';
import { IntegrationEvent } from '../event/integration-event.ts';
import { buildEvent, encodeEvent, type PlatformEvent } from '../event/platform-event.ts';
import { Command, commandHandler } from '../handle/command.ts';
import { Consumer } from '../handle/consumer.ts';
import type { Delivery } from '../handle/delivery.ts';
import { DEFAULT_DELIVERY_POLICY } from '../handle/delivery-policy.ts';
import { keepLetter } from '../handle/letter.ts';
import { saga } from '../handle/saga.ts';
import { letterById, letters, type LetterFilter } from './letters.ts';
import { redrive } from './redrive.ts';
import { replay } from './replay.ts';

class AcmeEvent extends IntegrationEvent {}
class Count extends Command {
  static readonly type = 'Count';
}
class Break extends Command {
  static readonly type = 'Break';
}

/** One consumer that counts each event once, and whose second command fails for good until it is mended. */
function setUp() {
  const ports = memoryPorts();
  const world = { broken: true };
  const consumer = new Consumer(
    {
      name: 'acme-onAcmeEvent',
      provider: 'acme',
      revive: (envelope: PlatformEvent) => new AcmeEvent(envelope.data, envelope),
      sagas: {
        counting: saga((events$) => events$.pipe(map(() => new Count()))),
        breaking: saga((events$) => events$.pipe(map(() => new Break()))),
      },
      tasks: {},
      handlers: [
        commandHandler(Count, (_command, { records }) =>
          records.update('counters', 'all', (now) => ({ count: Number(now?.['count'] ?? 0) + 1 })),
        ),
        commandHandler(Break, () => {
          if (world.broken) throw new PermanentError('It cannot work.');
        }),
      ],
      policy: DEFAULT_DELIVERY_POLICY,
      timeoutSeconds: 60,
    },
    ports,
    { apiKey: () => Promise.resolve('key') },
  );
  const deliver = (delivery: Delivery) => consumer.handle(delivery, ports.log);
  const count = async () => (await ports.store.get('counters', 'all'))?.data['count'];
  return { ports, world, deliver, count };
}

function deliveryOf(id: string, type = 'thing.made', publishTime = new Date('2026-11-23T12:00:00Z')): Delivery {
  const about = { id, type, time: publishTime, source: '//acme.example' };
  const { data, attributes } = encodeEvent(buildEvent('acme', about, { receivedAt: publishTime }), Buffer.from('{}'));
  return { messageId: `m-${id}`, data, attributes, publishTime };
}

/** Stores what reached the dead-letter topic, as the function behind it does. */
async function keepLetters(ports: MemoryPorts) {
  for (const [index, { data, attributes }] of ports.publisher.to('integration-acme-events-dead-letter').entries()) {
    await keepLetter(
      'acme',
      { messageId: `d${index}`, data, attributes, publishTime: ports.clock.now() },
      ports.store,
      ports.log,
    );
  }
}

async function allLetters(ports: MemoryPorts, filter?: LetterFilter) {
  return Array.fromAsync(letters(ports.store, filter));
}

/** Messages of a topic as deliveries to come. */
function sentTo(ports: MemoryPorts, topic: string): readonly Delivery[] {
  return ports.publisher
    .to(topic)
    .map((message, index) => ({ ...message, messageId: `r${index}`, publishTime: ports.clock.now() }));
}

describe('a dead letter', () => {
  it('is redriven to its consumer with the bytes it had, and what was done before is not done again', async () => {
    const { ports, world, deliver, count } = setUp();
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
    const { ports, deliver } = setUp();
    await deliver(deliveryOf('e1'));
    await keepLetters(ports);
    await redrive(ports, {});
    expect(await redrive(ports, {})).toEqual({ redriven: 0, withoutBytes: 0 });
    const [letter] = await allLetters(ports);
    expect(letter).toMatchObject({ status: 'redriven', redrivenAt: ports.clock.now().toISOString() });
  });

  it('whose redrive fails again becomes a letter of its own', async () => {
    const { ports, deliver } = setUp();
    await deliver(deliveryOf('e1'));
    await keepLetters(ports);
    await redrive(ports, {});
    for (const delivery of sentTo(ports, 'integration-acme-events')) await deliver(delivery);
    await keepLetters(ports);
    expect((await allLetters(ports)).map(({ status }) => status).toSorted()).toEqual(['open', 'redriven']);
  });

  it('stays open where its redrive cannot be published', async () => {
    const { ports, deliver } = setUp();
    await deliver(deliveryOf('e1'));
    await keepLetters(ports);
    ports.publisher.failure = new Error('away');
    await expect(redrive(ports, {})).rejects.toThrow('away');
    expect(await allLetters(ports, { status: 'open' })).toHaveLength(1);
  });

  it('is found by id, type, provider, consumer and time', async () => {
    const { ports, deliver } = setUp();
    await deliver(deliveryOf('e1', 'invoice.paid'));
    await deliver(deliveryOf('e2', 'thing.made'));
    await keepLetters(ports);
    const [first] = await allLetters(ports, { types: ['invoice.*'] });
    expect(first?.eventId).toBe('e1');
    expect((await letterById(ports.store, first?.id ?? ''))?.eventId).toBe('e1');
    expect(await letterById(ports.store, 'nothing')).toBeUndefined();
    expect(await allLetters(ports, { ids: [first?.id ?? ''] })).toHaveLength(1);
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
    const { ports } = setUp();
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
    const { ports } = setUp();
    const wanted = deliveryOf('e1', 'invoice.paid');
    const history = historyOf(wanted, wanted, deliveryOf('e2', 'thing.made'), deliveryOf('e3', 'invoice.paid', until), {
      ...deliveryOf('e4', 'invoice.paid'),
      attributes: { ...wanted.attributes, id: 'e4', consumer: 'acme-onAcmeEvent' },
    });
    await replay({ history, publisher: ports.publisher }, { ...request, types: ['invoice.*'] });
    expect(ports.publisher.published.map(({ message }) => message.attributes['id'])).toEqual(['e1']);
  });

  it('handles nothing twice, unless it is asked to', async () => {
    const { ports, world, deliver, count } = setUp();
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
});
