import { beforeEach, describe, expect, it, vi } from 'vitest';
import { RestError } from '../../gcp/rest/google-rest.ts';
import { count, ScriptedConsumer, type Deed } from '../../testing/scripted-consumer.ts';
import { PermanentError } from '../event/errors.ts';
import type { Store } from '../ledger/store.ts';

const REFUSED = new PermanentError('Firestore cannot keep what was written.', {
  cause: new RestError('Firestore', 400, { error: { status: 'INVALID_ARGUMENT', message: 'Not like this.' } }),
});

let subject: ScriptedConsumer;

beforeEach(() => {
  subject = new ScriptedConsumer();
});

/** Has a method of the store refuse for good, the first time or each time. */
function refuse(method: 'get' | 'claim' | 'commit' | 'release' | 'bury' | 'complete', once = false): void {
  const spied = vi.spyOn<Store, typeof method>(subject.ports.store, method);
  if (once) spied.mockRejectedValueOnce(REFUSED);
  else spied.mockRejectedValue(REFUSED);
}

describe('a command that names a place where no record can be', () => {
  const places = ['', 'a/b', 'half \uD800', 'x'.repeat(1_500)].map((id) => ['orders', id] as const);
  const collections = ['Orders', 'orders/a/lines', 'ledger', 'deadLetters', 'reconciliations'];
  const all = [...places, ...collections.map((collection) => [collection, 'a'] as const)];

  it.each(all)('to read: %j, %j', async (collection, id) => {
    subject.deeds = { a: async ({ records }) => void (await records.get(collection, id)), b: count };
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.entry()).toMatchObject({ status: 'dead', attempts: 1 });
    expect(await subject.counted()).toBe(1);
  });

  it.each(all)('to write: %j, %j', async (collection, id) => {
    subject.deeds = { a: ({ records }) => records.update(collection, id, () => ({})), b: count };
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.entry()).toMatchObject({ status: 'dead', attempts: 1 });
    expect(await subject.counted()).toBe(1);
    expect(subject.ports.lines.map(({ message }) => message)).not.toContain('Acme Event Not Handled');
  });

  it('may go on without the record', async () => {
    const lenient: Deed = async (context) => {
      await context.records.get('orders', 'a/b').catch(() => undefined);
      await count(context);
    };
    subject.deeds = { a: lenient };
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.counted()).toBe(1);
  });
});

describe('what the store refuses for good', () => {
  it('to read is a failure of the command, and not an outage', async () => {
    refuse('get');
    subject.deeds = { a: async ({ records }) => void (await records.get('orders', 'o1')), b: count };
    expect(await subject.deliver()).toBe('ack');
    expect((await subject.entry())?.error).toBe(
      'yields/Do/a: Firestore cannot keep what was written: Firestore answered 400: Not like this.',
    );
    vi.restoreAllMocks();
    expect(await subject.counted()).toBe(1);
  });

  it('about the event itself makes it a dead letter, with its bytes and the reason', async () => {
    refuse('claim');
    subject.deeds = { a: count };
    expect(await subject.deliver()).toBe('ack');
    const [letter] = subject.letters();
    expect(letter?.data).toEqual(subject.message.data);
    expect(letter?.attributes['deadletterreason']).toMatch(/^ledger: Firestore cannot keep .* Not like this\.$/);
  });

  it('holds the event only while the dead letter cannot be published', async () => {
    refuse('claim');
    subject.deeds = { a: count };
    subject.ports.publisher.failure = new Error('Pub/Sub is down.');
    expect(await subject.deliver()).toBe('again');
    subject.ports.publisher.failure = undefined;
    expect(await subject.deliver()).toBe('ack');
  });

  it('of the reasons is noted in short', async () => {
    refuse('bury', true);
    subject.deeds = {
      a: () => {
        throw new PermanentError('The card is stolen.');
      },
    };
    expect(await subject.deliver()).toBe('ack');
    expect(subject.letters()[0]?.attributes['deadletterreason']).toBe('yields/Do/a: The card is stolen.');
    expect(await subject.entry()).toMatchObject({
      status: 'dead',
      error: expect.stringMatching(/^ledger: 1 failed, and the ledger could not keep why: .*Not like this\.$/),
    });
  });

  it('even in short neither holds an event that is a dead letter, nor loses one that is not yet', async () => {
    subject.deeds = {
      a: () => {
        throw new Error('The network is down.');
      },
    };
    refuse('release');
    refuse('bury');
    // A minute of time limit and half a minute of margin: the lease that nobody gave back.
    const lease = () => subject.ports.clock.advance(90_000);
    for (let attempt = 1; attempt < 3; attempt++) {
      expect(await subject.deliver()).toBe('again');
      lease();
    }
    expect(subject.letters()).toEqual([]);
    expect(await subject.deliver()).toBe('ack');
    expect(subject.letters()).toHaveLength(1);
  });
});

it("an API's refusal of a handler's own call stays the handler's, and is tried again", async () => {
  subject.deeds = {
    a: () => {
      throw new RestError('Vertex AI', 400, { error: { status: 'INVALID_ARGUMENT', message: 'Not like this.' } });
    },
  };
  expect(await subject.deliver()).toBe('again');
  expect(await subject.entry()).toMatchObject({ status: 'open', attempts: 1 });
});

describe('data that the class of the event cannot read', () => {
  const broken = (error: Error) => new ScriptedConsumer({ revive: () => Promise.reject(error) });

  it('are counted like any failure, and end in the dead letters', async () => {
    subject = broken(new TypeError('Cannot read properties of undefined.'));
    expect(await subject.deliver()).toBe('again');
    expect(await subject.deliver()).toBe('again');
    expect(await subject.deliver()).toBe('ack');
    expect(subject.letters()[0]?.attributes['deadletterreason']).toMatch(/^decode: Cannot read/);
    expect(await subject.entry()).toMatchObject({ status: 'dead', attempts: 3 });
  });

  it('end there at once where it says that trying again cannot help', async () => {
    subject = broken(new PermanentError('This version is not known.'));
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.entry()).toMatchObject({ status: 'dead', attempts: 1 });
  });

  it('are handled by a redrive once the class can', async () => {
    let isBroken = true;
    const mended = new ScriptedConsumer();
    const revive = vi.fn((envelope: Parameters<ScriptedConsumer['revive']>[0]) => {
      if (isBroken) throw new PermanentError('This version is not known.');
      return mended.revive(envelope);
    });
    subject = new ScriptedConsumer({ revive });
    subject.deeds = { a: count };
    await subject.deliver();
    isBroken = false;
    expect(await subject.deliver({ attributes: { redrive: 'r1' } })).toBe('ack');
    expect(await subject.counted()).toBe(1);
  });
});
