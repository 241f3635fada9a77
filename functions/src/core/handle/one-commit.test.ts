import { from, map, mergeMap, throwError } from 'rxjs';
import { beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { MemoryTracer } from '../../testing/memory-tracer.ts';
import { count, POLICY, ScriptedConsumer } from '../../testing/scripted-consumer.ts';
import { PermanentError } from '../event/errors.ts';
import { IntegrationEvent } from '../event/integration-event.ts';
import type { Mutator } from '../ledger/store.ts';
import { Command, recordHandler, type CommandHandler } from '../logic/command.ts';
import type { RecordChanges } from '../logic/context.ts';
import { saga } from '../logic/saga.ts';
import { recordTask } from '../logic/task.ts';

/** What the records hold about how often `Keep` came. */
const plusOne: Mutator = (current) => ({ n: Number(current?.['n'] ?? 0) + 1 });

class Keep extends Command {
  static readonly type = 'Keep';
  override readonly key: string;

  constructor(key: string) {
    super();
    this.key = key;
  }
}

type Change = (records: RecordChanges) => undefined;

/** What handlers of records do, by the key of the command. A test may replace it. */
let changes: Record<string, Change> = {};
let ran: string[] = [];

const keep = recordHandler(Keep, ({ key }, records) => {
  ran.push(key);
  changes[key]?.(records);
});
const countOne = changing('one', plusOne);

/** A handler that changes one counter. */
function changing(id: string, change: Mutator): Change {
  return (records) => {
    records.update('counters', id, change);
  };
}

function refuse(): never {
  throw new PermanentError('The card is stolen.');
}

/** A consumer of which a saga of record commands is a part; `deeds` adds commands that may reach outside. */
function consumer(minBackoffSeconds = 10): ScriptedConsumer {
  const keeps = saga((events$) => events$.pipe(mergeMap(() => from(Object.keys(changes).map((key) => new Keep(key))))));
  return new ScriptedConsumer({ sagas: { keeps }, handlers: [keep], policy: { ...POLICY, minBackoffSeconds } });
}

let subject: ScriptedConsumer;

beforeEach(() => {
  changes = { a: countOne };
  ran = [];
  subject = consumer();
});

function spies() {
  const { store } = subject.ports;
  return { claim: vi.spyOn(store, 'claim'), commitNew: vi.spyOn(store, 'commitNew') };
}

describe('an event that only changes records', () => {
  it('is handled by one write, and by none when it is delivered again', async () => {
    const { claim, commitNew } = spies();
    changes = { a: countOne, b: countOne };
    expect(await subject.deliver()).toBe('ack');
    expect([claim, commitNew].map(({ mock }) => mock.calls.length)).toEqual([0, 1]);
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.counted()).toBe(2);
    expect(await subject.entry()).toMatchObject({
      status: 'done',
      attempts: 1,
      commands: [
        { name: 'keeps/Keep/a', status: 'done' },
        { name: 'keeps/Keep/b', status: 'done' },
      ],
    });
    expect(subject.ports.lines.map(({ message: text }) => text)).toEqual(
      expect.arrayContaining(['Acme Event Handled', 'Acme Event Already Handled']),
    );
  });

  it('is handled once by two deliveries at the same moment, and neither has to come back', async () => {
    expect(await Promise.all([subject.deliver(), subject.deliver()])).toEqual(['ack', 'ack']);
    expect(await subject.counted()).toBe(1);
  });

  it('is claimed if its message is old enough to have failed before', async () => {
    const { claim, commitNew } = spies();
    await subject.deliver({ ageMs: 10_000 });
    expect([claim, commitNew].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
    expect(await subject.counted()).toBe(1);
  });

  it('is not claimed at once if the policy has no backoff', async () => {
    subject = consumer(0);
    const { claim } = spies();
    await subject.deliver({ ageMs: 500 });
    expect(claim).not.toHaveBeenCalled();
  });

  it('is claimed when it is redriven, so that its entry names the redrive', async () => {
    const { claim } = spies();
    await subject.deliver({ attributes: { redrive: 'r1' } });
    expect(claim).toHaveBeenCalledOnce();
  });

  it('counts once more for each replay, without a claim', async () => {
    const { claim } = spies();
    for (const replay of ['p1', 'p1', 'p2']) await subject.deliver({ attributes: { replay } });
    expect(await subject.counted()).toBe(2);
    // Only the second delivery of one replay, which has an entry by then.
    expect(claim).toHaveBeenCalledOnce();
  });

  it('is one with its tasks of records', async () => {
    const { claim } = spies();
    const daily = recordTask(IntegrationEvent, (_event, records) => {
      records.update('counters', 'one', plusOne);
    });
    subject = new ScriptedConsumer({ tasks: { daily } });
    await subject.deliver();
    expect(claim).not.toHaveBeenCalled();
    expect(await subject.counted()).toBe(1);
    expect((await subject.entry())?.commands).toEqual([{ name: 'daily', status: 'done', records: ['counters/one'] }]);
  });

  it('has a span for each command, with the records that it wrote', async () => {
    const tracer = new MemoryTracer();
    Object.assign(subject.ports, { tracer });
    await subject.deliver();
    const [command, whole] = tracer.spans;
    expect(command).toMatchObject({
      name: 'command',
      parent: whole?.traceparent,
      attributes: { command: 'keeps/Keep/a', attempt: 1, records: ['counters/one'] },
    });
    expect(whole).toMatchObject({ name: 'handle', attributes: { outcome: 'done', attempt: 1 } });
  });
});

describe('an event that is claimed after all', () => {
  it('is claimed as a whole if one command may reach outside', async () => {
    const { claim, commitNew } = spies();
    subject.deeds = { outside: count };
    await subject.deliver();
    expect([claim, commitNew].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
    expect(await subject.counted()).toBe(2);
  });

  it('is claimed if a saga failed, so that the failure is counted', async () => {
    const { commitNew } = spies();
    const broken = saga(() => throwError(() => new Error('The network is down.')));
    const keeps = saga((events$) => events$.pipe(map(() => new Keep('a'))));
    subject = new ScriptedConsumer({ sagas: { broken, keeps }, handlers: [keep] });
    expect(await subject.deliver()).toBe('again');
    expect(commitNew).not.toHaveBeenCalled();
    expect(await subject.counted()).toBe(1);
    expect(await subject.entry()).toMatchObject({ status: 'open', attempts: 1 });
  });

  it.each<[string, Change]>([
    ['a handler throws', refuse],
    ['a change throws', changing('two', refuse)],
    ['a record is more than a store can keep', changing('two', () => ({ text: 'x'.repeat(1_100_000) }))],
    ['a record has no place', changing('a/b', plusOne)],
  ])('becomes a dead letter that names the command if %s, and the other commands are done', async (_what, change) => {
    changes = { a: countOne, b: change };
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.counted()).toBe(1);
    expect(await subject.entry()).toMatchObject({
      status: 'dead',
      attempts: 1,
      commands: [
        { name: 'keeps/Keep/a', status: 'done' },
        { name: 'keeps/Keep/b', status: 'failed' },
      ],
    });
    expect(subject.letters()).toHaveLength(1);
  });

  it('is counted if a handler fails for now, and is done by a later attempt', async () => {
    changes = {
      a: () => {
        throw new Error('Not yet.');
      },
      b: countOne,
    };
    expect(await subject.deliver()).toBe('again');
    expect(await subject.entry()).toMatchObject({ status: 'open', attempts: 1, error: 'keeps/Keep/a: Not yet.' });
    changes = { a: countOne, b: countOne };
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.counted()).toBe(2);
  });
});

describe('while the store cannot be reached', () => {
  it('nothing is claimed or counted, and the message is delivered again', async () => {
    const { claim, commitNew } = spies();
    commitNew.mockRejectedValueOnce(new Error('Firestore did not answer within 15000 ms.'));
    expect(await subject.deliver()).toBe('again');
    expect(claim).not.toHaveBeenCalled();
    expect(subject.ports.lines).toContainEqual(
      expect.objectContaining({ message: 'Acme Event Not Handled', redelivery: 'unreachable' }),
    );
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.counted()).toBe(1);
  });
});

describe('what a handler of records may do', () => {
  it('is held by the compiler: it returns nothing, waits for nothing and reads nothing', () => {
    recordHandler(Keep, (_command, records) => {
      expectTypeOf(records).toEqualTypeOf<RecordChanges>();
    });
    // @ts-expect-error It may not wait.
    recordHandler(Keep, async (_command, records) => {
      records.update('counters', 'one', plusOne);
    });
    // @ts-expect-error It may not return what it was not asked for.
    recordHandler(Keep, (_command, records) => records.update('counters', 'one', plusOne));
    recordHandler(Keep, (_command, records) => {
      // @ts-expect-error It may not read.
      records.get('counters', 'one');
    });
    // @ts-expect-error It has no context.
    recordHandler(Keep, (_command, records, context) => {
      records.update('counters', 'one', () => context);
    });
    // @ts-expect-error It may not wait.
    recordTask(IntegrationEvent, async () => {});
  });

  it('is refused at run time too, with a sentence that says what to write', async () => {
    // As from JavaScript, or behind a cast.
    const handler: CommandHandler = Reflect.apply(recordHandler, undefined, [Keep, async () => {}]);
    const keeps = saga((events$) => events$.pipe(map(() => new Keep('a'))));
    subject = new ScriptedConsumer({ sagas: { keeps }, handlers: [handler] });
    expect(await subject.deliver()).toBe('ack');
    expect(await subject.entry()).toMatchObject({
      status: 'dead',
      error: expect.stringContaining('if it waits, declare it with commandHandler'),
    });
  });
});
