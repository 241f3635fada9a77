import { beforeEach, describe, expect, it, vi } from 'vitest';
import { count, ScriptedConsumer, type Deed } from '../../testing/scripted-consumer.ts';
import { PermanentError } from '../event/errors.ts';

const MINUTE = 60_000;

let subject: ScriptedConsumer;

beforeEach(() => {
  subject = new ScriptedConsumer();
});

const failForNow: Deed = () => {
  throw new Error('The network is down.');
};
const failForGood: Deed = () => {
  throw new PermanentError('The card is stolen.');
};

describe('a killed process', () => {
  /** Begins an attempt that never ends. */
  async function killed(): Promise<void> {
    const begun = Promise.withResolvers<void>();
    const before = subject.deeds;
    subject.deeds = {
      ...before,
      hangs: () => {
        begun.resolve();
        return new Promise(() => undefined);
      },
    };
    void subject.deliver();
    await begun.promise;
    subject.deeds = { ...before, hangs: count };
  }

  it('leaves the event to others only after its lease: the time limit and half a minute', async () => {
    subject.deeds = { a: count };
    await killed();
    subject.ports.clock.advance(90_000 - 1);
    expect(await subject.deliver()).toBe('again');
    subject.ports.clock.advance(1);
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.counted()).toBe(2);
    expect(await subject.entry()).toMatchObject({ attempts: 2 });
  });

  it('has its attempts counted, so that an event that kills every process ends in the dead letters', async () => {
    for (let attempt = 1; attempt <= 3; attempt++) {
      await killed();
      subject.ports.clock.advance(2 * MINUTE);
    }
    expect(await subject.deliver()).toBe('ack');
    expect(subject.letters()[0]?.attributes['deadletterreason']).toMatch(/The attempts are used up/);
    expect(await subject.entry()).toMatchObject({ status: 'dead' });
  });

  it('that wakes up after its lease writes nothing', async () => {
    const woken = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    subject.deeds = {
      a: async (context) => {
        begun.resolve();
        await woken.promise;
        await count(context);
      },
    };
    const zombie = subject.deliver();
    await begun.promise;
    subject.ports.clock.advance(2 * MINUTE);
    subject.deeds = { a: count };
    expect(await subject.deliver()).toBe('ack');
    woken.resolve();
    expect(await zombie).toBe('again');
    expect(await subject.counted()).toBe(1);
    expect(await subject.entry()).toMatchObject({ status: 'done', attempts: 2 });
  });

  it('between its last command and the word that the event is done leaves nothing to do but that', async () => {
    subject.deeds = { a: count, b: failForNow };
    await subject.deliver();
    subject.deeds = { a: count };
    expect(await subject.deliver()).toBe('ack');
    expect(subject.ran).toEqual(['a', 'b']);
    expect(await subject.entry()).toMatchObject({ status: 'done' });
  });
});

describe('an outage', () => {
  it('of the store before the claim is not an attempt', async () => {
    subject.deeds = { a: count };
    vi.spyOn(subject.ports.store, 'claim').mockRejectedValueOnce(new Error('Firestore is down.'));
    expect(await subject.deliver()).toBe('again');
    expect(subject.ran).toEqual([]);
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.entry()).toMatchObject({ attempts: 1 });
  });

  it('of the store while a command is committed is not a failure of the command, nor an attempt', async () => {
    subject.deeds = { a: count };
    const commit = vi.spyOn(subject.ports.store, 'commit').mockRejectedValue(new Error('Firestore is down.'));
    for (let delivery = 1; delivery <= 10; delivery++) expect(await subject.deliver()).toBe('again');
    commit.mockRestore();
    expect(await subject.entry()).toMatchObject({ status: 'open', attempts: 0, commands: [] });
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.counted()).toBe(1);
    expect(subject.letters()).toEqual([]);
  });

  it('of the store while a handler reads its records is not a failure of the handler, whatever that makes of it', async () => {
    subject.deeds = {
      a: async (context) => {
        await context.records.get('counters', 'one').catch(() => {
          throw new PermanentError('There is no counter.');
        });
        await count(context);
      },
    };
    vi.spyOn(subject.ports.store, 'get').mockRejectedValueOnce(new Error('Firestore is down.'));
    expect(await subject.deliver()).toBe('again');
    expect(subject.letters()).toEqual([]);
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.counted()).toBe(1);
  });

  it('of the store that goes on is left to the lease', async () => {
    subject.deeds = { a: count };
    vi.spyOn(subject.ports.store, 'commit').mockRejectedValueOnce(new Error('Firestore is down.'));
    vi.spyOn(subject.ports.store, 'release').mockRejectedValueOnce(new Error('Firestore is down.'));
    expect(await subject.deliver()).toBe('again');
    expect(await subject.deliver()).toBe('again');
    subject.ports.clock.advance(2 * MINUTE);
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.counted()).toBe(1);
  });

  it('of the dead-letter topic keeps the event from being given up: no letter, no death', async () => {
    subject.deeds = { a: failForGood };
    subject.ports.publisher.failure = new Error('Pub/Sub is down.');
    expect(await subject.deliver()).toBe('again');
    expect(await subject.entry()).toMatchObject({ status: 'open', attempts: 0 });
    subject.ports.publisher.failure = undefined;
    expect(await subject.deliver()).toBe('ack');
    expect(subject.letters()).toHaveLength(1);
    expect(await subject.entry()).toMatchObject({ status: 'dead' });
  });

  it('between the letter and the mark repeats the letter', async () => {
    subject.deeds = { a: failForGood };
    vi.spyOn(subject.ports.store, 'bury').mockRejectedValueOnce(new Error('Firestore is down.'));
    expect(await subject.deliver()).toBe('again');
    expect(await subject.deliver()).toBe('ack');
    expect(subject.letters()).toHaveLength(2);
    expect(await subject.entry()).toMatchObject({ status: 'dead' });
  });
});

describe('a command that fails', () => {
  const REASON = 'yields/Do/a: The order was not sent: fetch failed: connect ECONNREFUSED 127.0.0.1:9';
  const refused: Deed = () => {
    const cause = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:9') });
    throw new Error('The order was not sent.', { cause });
  };

  it('tells the chain of its causes in the ledger, in the log and in the letter', async () => {
    subject.deeds = { a: refused };
    await subject.deliver();
    expect(await subject.entry()).toMatchObject({ status: 'open', error: REASON });
    const retried = subject.ports.lines.find(({ message }) => message === 'Acme Event Retried');
    expect(JSON.stringify(retried)).toContain('fetch failed: connect ECONNREFUSED 127.0.0.1:9');

    await subject.deliver();
    await subject.deliver();
    expect(await subject.entry()).toMatchObject({ status: 'dead', error: REASON });
    expect(subject.letters()[0]?.attributes['deadletterreason']).toBe(REASON);
  });

  it('with a message of a megabyte is kept by what Firestore and Pub/Sub take', async () => {
    const verbose: Deed = () => {
      throw new PermanentError('x'.repeat(1_048_576), { cause: new Error('the reason') });
    };
    subject.deeds = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`d${index}`, verbose]));
    expect(await subject.deliver()).toBe('ack');
    expect(JSON.stringify(await subject.entry()).length).toBeLessThan(100_000);
    const reason = subject.letters()[0]?.attributes['deadletterreason'] ?? '';
    expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(1_024);
    expect(reason).toContain('the reason');
  });
});

describe('a redelivery has one line in the log, with the ids of the event and the cause', () => {
  const ABOUT = { consumer: 'acme-onAcmeEvent', eventId: 'e1', eventType: 'thing', messageId: '7' };

  /** The lines that tell of a redelivery. */
  const told = () => subject.ports.lines.filter((line) => 'redelivery' in line);

  it('if a command failed', async () => {
    subject.deeds = { a: failForNow };
    await subject.deliver();
    const failures = [{ command: 'yields/Do/a', message: 'The network is down.', permanent: false }];
    expect(told()).toMatchObject([
      {
        ...ABOUT,
        severity: 'WARNING',
        message: 'Acme Event Retried',
        redelivery: 'command-failed',
        attempt: 1,
        failures,
      },
    ]);
  });

  it('if another delivery holds the event', async () => {
    subject.deeds = {
      a: async () => {
        expect(await subject.deliver()).toBe('again');
      },
    };
    expect(await subject.deliver()).toBe('ack');
    const until = new Date(subject.ports.clock.now().getTime() + 90_000).toISOString();
    expect(told()).toMatchObject([
      { ...ABOUT, severity: 'INFO', message: 'Acme Event Held', redelivery: 'held', until },
    ]);
  });

  it('if the lease was lost', async () => {
    subject.deeds = { a: count };
    vi.spyOn(subject.ports.store, 'commit').mockResolvedValueOnce(false);
    await subject.deliver();
    expect(told()).toMatchObject([
      { ...ABOUT, severity: 'WARNING', message: 'Acme Event Lease Lost', redelivery: 'lease-lost' },
    ]);
  });

  it.each(['claim', 'commit'] as const)('if the store is out of reach for a %s', async (step) => {
    subject.deeds = { a: count };
    const error = new Error('Firestore is down.');
    vi.spyOn(subject.ports.store, step).mockRejectedValueOnce(error);
    await subject.deliver();
    expect(told()).toMatchObject([
      { ...ABOUT, severity: 'ERROR', message: 'Acme Event Not Handled', redelivery: 'unreachable', error },
    ]);
  });

  it('and an event that is acked has none', async () => {
    subject.deeds = { a: failForGood };
    await subject.deliver();
    await subject.deliver();
    expect(told()).toEqual([]);
  });
});
