import { throwError } from 'rxjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { count, ScriptedConsumer, type Deed } from '../../testing/scripted-consumer.ts';
import { IntegrationError, PermanentError } from '../event/errors.ts';
import { SecretAccessError } from '../ports.ts';
import { saga } from '../logic/saga.ts';

let subject: ScriptedConsumer;

beforeEach(() => {
  subject = new ScriptedConsumer();
});

const fail: Deed = () => {
  throw new Error('The network is down.');
};
const failForGood: Deed = () => {
  throw new PermanentError('The card is stolen.');
};

describe('an event', () => {
  it('is handled once, however often it is delivered', async () => {
    subject.deeds = { a: count, b: count };
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.counted()).toBe(2);
    expect(subject.ran).toEqual(['a', 'b']);
    expect(await subject.entry()).toMatchObject({ status: 'done', attempts: 1 });
    expect(subject.ports.lines.map(({ message: text }) => text)).toContain('Acme Event Already Handled');
  });

  it('is handled once where two processes get it at the same instant: the other one is told to come back', async () => {
    subject.deeds = { a: count };
    const outcomes = await Promise.all([subject.deliver(), subject.deliver()]);
    expect(outcomes.toSorted()).toEqual(['ack', 'again']);
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.counted()).toBe(1);
  });

  it('is left to the consumer that it is addressed to', async () => {
    subject.deeds = { a: count };
    expect(await subject.deliver({ attributes: { consumer: 'acme-archive' } })).toBe('ack');
    expect(subject.ran).toEqual([]);
    expect(await subject.deliver({ attributes: { consumer: 'acme-onAcmeEvent' } })).toBe('ack');
    expect(subject.ran).toEqual(['a']);
  });

  it('is handled once more for each replay, with its own idempotency keys', async () => {
    const keys: string[] = [];
    subject.deeds = {
      a: (context) => {
        keys.push(context.idempotencyKey);
        return count(context);
      },
    };
    for (const attributes of [{}, { replay: 'p1' }, { replay: 'p1' }, { replay: 'p2' }])
      await subject.deliver({ attributes });
    expect(await subject.counted()).toBe(3);
    expect(new Set(keys).size).toBe(3);
    for (const key of keys) expect(key).toMatch(/^[\w-]{43}$/);
  });

  it('tells how long it took from the request on, unless someone asked for it later', async () => {
    subject.deeds = { a: count };
    const received = new Date(subject.ports.clock.now().getTime() - 1_500).toISOString();
    await subject.deliver({ attributes: { receivedtime: received } });
    await subject.deliver({ attributes: { receivedtime: received, replay: 'p1', consumer: 'acme-onAcmeEvent' } });
    const handled = subject.ports.lines.filter(({ message: text }) => text === 'Acme Event Handled');
    expect(handled.map(({ latencyMs }) => latencyMs)).toEqual([1_500, undefined]);
  });

  it('keeps its payload out of the log above debug', async () => {
    subject.deeds = { a: fail };
    await subject.deliver();
    const shown = subject.ports.lines.filter(({ severity }) => severity !== 'DEBUG');
    expect(JSON.stringify(shown)).not.toContain('"n":1');
  });
});

describe('an event that yields no command', () => {
  it('costs no access to the store while it is young', async () => {
    const claim = vi.spyOn(subject.ports.store, 'claim');
    const close = vi.spyOn(subject.ports.store, 'close');
    expect(await subject.deliver({ ageMs: 9_999 })).toBe('ack');
    expect(claim).not.toHaveBeenCalled();
    expect(close).not.toHaveBeenCalled();
  });

  it('is counted by its type, until a saga or a task takes one of that type', async () => {
    const instance = subject.instance();
    await subject.deliver({ instance });
    subject.deeds = { a: count };
    await subject.deliver({ instance });
    subject.deeds = {};
    await subject.deliver({ instance });
    const skipped = subject.ports.lines.filter(({ message: text }) => text === 'Acme Event Skipped');
    expect(skipped).toMatchObject([
      { severity: 'INFO', skippedType: 'thing', consumer: 'acme-onAcmeEvent' },
      { severity: 'DEBUG' },
    ]);
    expect(skipped[1]).not.toHaveProperty('skippedType');
  });

  it('closes the entry that an earlier attempt left open, once it is old enough to have one', async () => {
    subject.deeds = { a: fail };
    expect(await subject.deliver()).toBe('again');
    subject.deeds = {};
    expect(await subject.deliver({ ageMs: 10_000 })).toBe('ack');
    expect(await subject.entry()).toMatchObject({ status: 'done' });
  });

  it('is closed by a redrive where it was dead', async () => {
    subject.deeds = { a: failForGood };
    await subject.deliver();
    subject.deeds = {};
    expect(await subject.deliver({ attributes: { redrive: 'r1' } })).toBe('ack');
    expect(await subject.entry()).toMatchObject({ status: 'done' });
  });
});

describe('a command that fails for now', () => {
  it('does not hold up the others, and is the only one that runs again', async () => {
    subject.deeds = { a: count, b: fail, c: count };
    expect(await subject.deliver()).toBe('again');
    expect(subject.ran).toEqual(['a', 'b', 'c']);
    expect(await subject.entry()).toMatchObject({ status: 'open', error: 'yields/Do/b: The network is down.' });
    subject.deeds = { a: count, b: count, c: count };
    expect(await subject.deliver()).toBe('ack');
    expect(subject.ran).toEqual(['a', 'b', 'c', 'b']);
    expect(await subject.counted()).toBe(3);
    expect(await subject.entry()).toMatchObject({ status: 'done', attempts: 2 });
  });

  it('has the same idempotency key in every attempt, and counts the attempts', async () => {
    const seen: (readonly [string, number])[] = [];
    subject.deeds = {
      a: ({ idempotencyKey, attempt }) => {
        seen.push([idempotencyKey, attempt]);
        throw new Error('Again.');
      },
    };
    await subject.deliver();
    await subject.deliver();
    expect(seen.map(([, attempt]) => attempt)).toEqual([1, 2]);
    expect(new Set(seen.map(([key]) => key)).size).toBe(1);
  });

  it('sends the event to the dead letters after exactly as many attempts as the policy has', async () => {
    subject.deeds = { a: fail };
    expect(await subject.deliver()).toBe('again');
    expect(await subject.deliver()).toBe('again');
    expect(subject.letters()).toEqual([]);
    expect(await subject.deliver()).toBe('ack');
    expect(subject.ran).toEqual(['a', 'a', 'a']);
    const [letter] = subject.letters();
    expect(letter?.data).toEqual(subject.message.data);
    expect(letter?.attributes).toMatchObject({
      ...subject.message.attributes,
      deadletterconsumer: 'acme-onAcmeEvent',
      deadletterreason: 'yields/Do/a: The network is down.',
      deadletterattempts: '3',
      deadlettermessageid: '7',
    });
    expect(await subject.deliver()).toBe('ack');
    expect(subject.letters()).toHaveLength(1);
  });

  it('is the mutator that throws, since the mutator is the command', async () => {
    const refuse: Deed = ({ records }) =>
      records.update('counters', 'one', () => {
        throw new PermanentError('The refund is larger than the payment.');
      });
    subject.deeds = { a: refuse, b: count };
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.entry()).toMatchObject({
      status: 'dead',
      error: 'yields/Do/a: The refund is larger than the payment.',
    });
    expect(await subject.counted()).toBe(1);
  });

  it('is the command that stages data no store can keep', async () => {
    subject.deeds = { a: ({ records }) => records.update('counters', 'one', () => ({ n: 1n })) };
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.entry()).toMatchObject({ status: 'dead' });
  });
});

describe('a command that fails for good', () => {
  it('sends the event to the dead letters at once, after the others have run', async () => {
    subject.deeds = { a: failForGood, b: count };
    expect(await subject.deliver()).toBe('ack');
    expect(subject.ran).toEqual(['a', 'b']);
    expect(subject.letters()).toHaveLength(1);
    expect(await subject.entry()).toMatchObject({ status: 'dead', attempts: 1 });
  });

  it('waits for the others to be settled, is not run again, and tells its first reason in the letter', async () => {
    subject.deeds = { a: failForGood, b: fail };
    expect(await subject.deliver()).toBe('again');
    subject.deeds = { a: count, b: count };
    expect(await subject.deliver()).toBe('ack');
    expect(subject.ran).toEqual(['a', 'b', 'b']);
    expect(subject.letters()[0]?.attributes['deadletterreason']).toBe('yields/Do/a: The card is stolen.');
  });

  it('does not hold up another saga, whose commands are done and stay done', async () => {
    const poison = saga(() => throwError(() => new PermanentError('It can never succeed.')));
    subject = new ScriptedConsumer({ sagas: { poison } });
    subject.deeds = { a: count };
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.counted()).toBe(1);
    expect(await subject.entry()).toMatchObject({ status: 'dead', error: 'poison: It can never succeed.' });
  });
});

describe('a redrive', () => {
  it('is named by the next letter, even if the original message brings the end', async () => {
    subject.deeds = { a: failForGood };
    await subject.deliver();
    subject.deeds = { a: fail };
    expect(await subject.deliver({ attributes: { redrive: 'r1' } })).toBe('again');
    subject.deeds = { a: failForGood };
    expect(await subject.deliver()).toBe('ack');
    expect(subject.letters().map(({ attributes }) => attributes['redrive'])).toEqual([undefined, 'r1']);
  });

  it('continues the event: what was done is not done again, what failed is', async () => {
    subject.deeds = { a: count, b: failForGood };
    await subject.deliver();
    subject.deeds = { a: count, b: count };
    expect(await subject.deliver({ attributes: { redrive: 'r1' } })).toBe('ack');
    expect(subject.ran).toEqual(['a', 'b', 'b']);
    expect(await subject.entry()).toMatchObject({ status: 'done', attempts: 1 });
  });

  it('that is delivered twice is handled once', async () => {
    subject.deeds = { a: failForGood };
    await subject.deliver();
    await subject.deliver({ attributes: { redrive: 'r1' } });
    await subject.deliver({ attributes: { redrive: 'r1' } });
    expect(subject.ran).toEqual(['a', 'a']);
    expect(subject.letters()).toHaveLength(2);
  });
});

describe('a message that is not an event of the provider', () => {
  it('goes to the dead letters with its bytes, and is acked', async () => {
    expect(await subject.deliver({ data: Buffer.from('{"no":"event"}') })).toBe('ack');
    const [letter] = subject.letters();
    expect(letter?.data.toString()).toBe('{"no":"event"}');
    expect(letter?.attributes['deadletterreason']).toMatch(/not a platform event of acme/);
    expect(await subject.entry()).toBeUndefined();
  });

  it('is one whose native event cannot be revived, too', async () => {
    const revive = () => {
      throw new IntegrationError('acme', 'bad-event', 'Not this.');
    };
    subject = new ScriptedConsumer({ revive });
    expect(await subject.deliver()).toBe('ack');
    expect(subject.letters()).toHaveLength(1);
  });

  it('is not one that could only not be revived for now', async () => {
    const revive = () => {
      throw new Error('The key cannot be looked up.');
    };
    subject = new ScriptedConsumer({ revive });
    expect(await subject.deliver()).toBe('again');
    expect(subject.letters()).toEqual([]);
  });
});

it('an API key that cannot be looked up for now is not an attempt of the event', async () => {
  const consumer = new ScriptedConsumer();
  consumer.deeds = {
    a: () => {
      throw new SecretAccessError('unreachable', 'Secret Manager is down.');
    },
  };
  for (let delivery = 0; delivery < 10; delivery++) expect(await consumer.deliver()).toBe('again');
  expect(consumer.letters()).toEqual([]);
  consumer.deeds = { a: () => undefined };
  expect(await consumer.deliver()).toBe('ack');
});
