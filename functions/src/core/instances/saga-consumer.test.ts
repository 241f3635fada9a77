import { concat, exhaustMap, map, mergeMap, of, takeUntil, timer } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { acme, SagaWorld } from '../../testing/saga-world.ts';
import { durableSaga } from '../durable/durable-saga.ts';
import { days, hours } from '../durable/durations.ts';
import { ofFact, whenDead } from '../durable/fact-sources.ts';
import { PermanentError } from '../event/errors.ts';
import { buildEvent, encodeEvent } from '../event/platform-event.ts';
import type { OutgoingMessage } from '../event/platform-event.ts';
import { Command, commandHandler, recordHandler } from '../logic/command.ts';

class Remind extends Command {
  static readonly type = 'Remind';
  override readonly key: string;

  constructor(count: number) {
    super();
    this.key = String(count);
  }
}

class Suspend extends Command {
  static readonly type = 'Suspend';
}

class Note extends Command {
  static readonly type = 'Note';
  readonly text: string;

  constructor(text: string) {
    super();
    this.text = text;
  }
}

const dunning = durableSaga({ failed: acme('failed'), paid: acme('paid') }, (facts$, { clock }) =>
  facts$.pipe(
    ofFact('failed'),
    exhaustMap(() =>
      concat(
        concat(timer(days(1), clock), timer(days(2), clock), timer(days(4), clock)).pipe(
          map((_, n) => new Remind(n + 1)),
        ),
        timer(days(3), clock).pipe(map(() => new Suspend())),
      ),
    ),
    takeUntil(facts$.pipe(ofFact('paid'))),
  ),
);

let ran: string[] = [];
let deed: (what: string) => void = () => undefined;

const remind = commandHandler(Remind, ({ key }, { idempotencyKey, records }) => {
  const what = `Remind/${key}`;
  deed(what);
  ran.push(`${what} ${idempotencyKey}`);
  records.update('reminders', 'all', (current) => ({ n: Number(current?.['n'] ?? 0) + 1 }));
});
const suspend = recordHandler(Suspend, (_command, records) => {
  records.update('accounts', 'in_1', (current) => ({
    ...current,
    suspensions: Number(current?.['suspensions'] ?? 0) + 1,
  }));
});
const note = recordHandler(Note, ({ text }, records) => {
  records.update('notes', 'one', () => ({ text }));
});

let world: SagaWorld;

beforeEach(() => {
  ran = [];
  deed = () => undefined;
  world = new SagaWorld({ dunning }, [remind, suspend, note]);
});

/** The message of a dead letter, as an operator sends it once more. */
function redrive(letter: OutgoingMessage | undefined): OutgoingMessage {
  if (letter === undefined) throw new Error('No letter was published.');
  return { ...letter, attributes: { ...letter.attributes, redrive: 'r1' } };
}

const done = () => ran.map((line) => line.split(' ')[0]);
const record = async (collection: string, id: string) => (await world.ports.store.get(collection, id))?.data;

describe('a durable saga', () => {
  it('reminds and suspends when it is due, in order', async () => {
    expect(await world.event('failed', { key: 'in_1' })).toBe('ack');
    for (let hour = 0; hour < 11 * 24; hour += 6) await world.advance(hours(6));
    expect(done()).toEqual(['Remind/1', 'Remind/2', 'Remind/3']);
    expect(await record('accounts', 'in_1')).toEqual({ suspensions: 1 });
    expect(await world.instance('dunning', 'in_1')).toMatchObject({ outbox: [], status: 'open' });
  });

  it('does everything that was missed in one go, in order, if it is woken late', async () => {
    await world.event('failed', { key: 'in_1' });
    await world.advance(days(20));
    expect(done()).toEqual(['Remind/1', 'Remind/2', 'Remind/3']);
    expect(await record('accounts', 'in_1')).toEqual({ suspensions: 1 });
  });

  it('reminds once and nothing more if it is paid on the second day', async () => {
    await world.event('failed', { key: 'in_1' });
    await world.advance(days(1));
    await world.advance(days(1) - 1);
    await world.event('paid', { key: 'in_1' });
    await world.advance(days(30));
    expect(done()).toEqual(['Remind/1']);
    expect(await record('accounts', 'in_1')).toBeUndefined();
  });

  it('keeps instances apart by their keys', async () => {
    await world.event('failed', { key: 'in_1' });
    await world.event('failed', { key: 'in_2' });
    await world.event('paid', { key: 'in_1' });
    await world.advance(days(1));
    expect(done()).toEqual(['Remind/1']);
  });

  it('takes an event once, however often it is delivered', async () => {
    for (const ageMs of [0, 0, 60_000]) await world.event('failed', { key: 'in_1' }, { id: 'e1', ageMs });
    expect((await world.instance('dunning', 'in_1'))?.facts).toHaveLength(1);
  });

  it('skips and counts an event that names no instance', async () => {
    await world.event('failed', {});
    expect(world.ports.lines).toContainEqual(
      expect.objectContaining({ message: 'Acme Fact Skipped', fact: 'dunning/failed', reason: 'no key' }),
    );
  });

  it('carries a command out once, however often its messages are delivered', async () => {
    await world.event('failed', { key: 'in_1' });
    world.ports.clock.advance(days(20));
    await world.sweep();
    await world.sweep();
    await world.settle(3);
    expect(done()).toEqual(['Remind/1', 'Remind/2', 'Remind/3']);
    expect(await record('accounts', 'in_1')).toEqual({ suspensions: 1 });
  });

  it('sends a command off at once that a fact makes due', async () => {
    const welcome = durableSaga({ joined: acme('joined') }, (facts$) => facts$.pipe(map(() => new Note('welcome'))));
    world = new SagaWorld({ welcome }, [note]);
    await world.event('joined', { key: 'a' });
    await world.settle();
    expect(await record('notes', 'one')).toEqual({ text: 'welcome' });
  });

  it('sends a command off once, however many facts come while it waits', async () => {
    world.durable = {
      dunning: durableSaga({ made: acme('made') }, () => of(new Note('made'), new Note('made again'))),
    };
    for (let fact = 0; fact < 10; fact++) await world.event('made', { key: 'in_1' });
    expect((await world.instance('dunning', 'in_1'))?.outbox).toHaveLength(2);
    expect(world.ports.publisher.published).toHaveLength(1);
  });

  it('forgets an instance that has been quiet for 35 days', async () => {
    await world.event('failed', { key: 'in_1' });
    await world.event('paid', { key: 'in_1' });
    await world.advance(days(35) - 1);
    expect(await world.instance('dunning', 'in_1')).toBeDefined();
    await world.advance(1);
    expect(await world.instance('dunning', 'in_1')).toBeUndefined();
    expect(world.ports.lines).toContainEqual(expect.objectContaining({ message: 'Sagas Instance Removed' }));
  });
});

describe('a command that fails', () => {
  it('is tried again when its instance says so, under the same idempotency key', async () => {
    let failures = 2;
    deed = () => {
      if ((failures -= 1) >= 0) throw new Error('busy');
    };
    await world.event('failed', { key: 'in_1' });
    await world.advance(days(1));
    expect(done()).toEqual([]);
    // Copies that come too early are acked, and use up no attempt.
    await world.sweep();
    await world.settle(3);
    await world.advance(10_000);
    await world.advance(19_999);
    expect(done()).toEqual([]);
    await world.advance(1);
    expect(done()).toEqual(['Remind/1']);
    expect(world.letters()).toEqual([]);
  });

  it('becomes a dead letter after its attempts, and the next one goes on', async () => {
    deed = (what) => {
      if (what === 'Remind/1') throw new Error('never');
    };
    await world.event('failed', { key: 'in_1' });
    for (let hour = 0; hour < 5 * 24; hour++) await world.advance(hours(1));
    expect(done()).toEqual(['Remind/2']);
    expect(world.letters()).toHaveLength(1);
    expect(world.letters()[0]?.attributes).toMatchObject({
      deadletterconsumer: 'sagas-onSagaEvent',
      deadletterattempts: '3',
    });
  });

  it('holds up the ones after it until then, but no fact', async () => {
    deed = () => {
      throw new Error('busy');
    };
    await world.event('failed', { key: 'in_1' });
    await world.advance(days(4));
    expect((await world.instance('dunning', 'in_1'))?.outbox.map(({ key }) => key)).toEqual(['1', '2']);
    expect(await world.event('paid', { key: 'in_1' })).toBe('ack');
    expect((await world.instance('dunning', 'in_1'))?.status).toBe('complete');
  });

  it('can be told to its saga, and its letter says so', async () => {
    const compensating = durableSaga(
      { failed: acme('failed'), died: whenDead(Remind, ({ key }, reason) => ({ key, reason })) },
      (facts$) =>
        facts$.pipe(
          mergeMap((fact) =>
            fact.name === 'failed' ? of(new Remind(1)) : of(new Note(`${fact.data.key}: ${fact.data.reason}`)),
          ),
        ),
    );
    world = new SagaWorld({ compensating }, [remind, note]);
    deed = () => {
      throw new PermanentError('no such address');
    };
    await world.event('failed', { key: 'in_1' });
    await world.settle();
    expect(await record('notes', 'one')).toEqual({ text: '1: compensating/Remind/1: no such address' });
    expect(world.letters()[0]?.attributes).toMatchObject({ deadlettertold: 'yes' });
  });

  it('can be redriven after it was given up on', async () => {
    deed = () => {
      throw new PermanentError('not yet');
    };
    await world.event('failed', { key: 'in_1' });
    await world.advance(days(1));
    deed = () => undefined;
    expect(await world.deliver(redrive(world.letters()[0]))).toBe('ack');
    expect(done()).toEqual(['Remind/1']);
  });

  it('is a dead letter at once if nobody handles it', async () => {
    world = new SagaWorld({ dunning }, []);
    await world.event('failed', { key: 'in_1' });
    await world.advance(days(1));
    expect(world.letters()[0]?.attributes['deadletterreason']).toMatch(/No handler takes Remind/);
  });
});

describe('a message that somebody else has published to the topic', () => {
  it('becomes a dead letter at once', async () => {
    const now = world.ports.clock.now();
    const about = buildEvent('sagas', { id: 'x', type: 'x', time: now, source: '/sagas/x' }, { receivedAt: now });
    expect(await world.deliver(encodeEvent(about, Buffer.from('{"kind":"other"}')))).toBe('ack');
    expect(world.letters()[0]?.attributes['deadletterreason']).toMatch(/not a platform event of sagas/);
  });
});

describe('a pipeline that throws', () => {
  const broken = durableSaga({ failed: acme('failed'), paid: acme('paid') }, () => {
    throw new Error('broken');
  });

  it('makes the event that brought it about a dead letter, and loses no fact', async () => {
    world = new SagaWorld({ dunning: broken }, [remind, suspend]);
    expect(await world.event('failed', { key: 'in_1' }, { id: 'e1' })).toBe('ack');
    expect(world.letters('acme')).toHaveLength(1);
    expect(await world.event('paid', { key: 'in_1' }, { id: 'e2' })).toBe('ack');
    expect(world.letters('acme')).toHaveLength(1);
    expect(await world.instance('dunning', 'in_1')).toMatchObject({
      status: 'held',
      facts: [{ name: 'failed' }, { name: 'paid' }],
    });

    world.durable = { dunning };
    await world.event('failed', { key: 'in_1' }, { id: 'e1', attributes: { redrive: 'r1' } });
    expect(await world.instance('dunning', 'in_1')).toMatchObject({ status: 'complete' });
    await world.advance(days(30));
    expect(done()).toEqual([]);
  });

  it('in a timer makes the wake-up a dead letter, whose redrive decides once more', async () => {
    const later = durableSaga({ failed: acme('failed'), paid: acme('paid') }, (facts$, { clock }) =>
      facts$.pipe(
        mergeMap(() =>
          timer(days(1), clock).pipe(
            map(() => {
              throw new Error('broken');
            }),
          ),
        ),
      ),
    );
    world = new SagaWorld({ dunning: later }, [remind, suspend]);
    await world.event('failed', { key: 'in_1' });
    await world.advance(days(1));
    expect(await world.instance('dunning', 'in_1')).toMatchObject({ status: 'held' });
    await world.advance(days(1));
    const letters = world.letters();
    expect(letters).toHaveLength(1);
    expect(letters[0]?.attributes['deadletterreason']).toMatch(/The pipeline threw: broken/);

    world.durable = { dunning };
    await world.deliver(redrive(letters[0]));
    await world.settle();
    expect(done()).toEqual(['Remind/1']);
  });
});

describe('versions', () => {
  const second = durableSaga({ failed: acme('failed'), paid: acme('paid') }, dunning.run, {
    version: 2,
    migrate: (fact) => fact,
  });

  it('older code leaves an instance to newer code, and its message comes again', async () => {
    world.durable = { dunning: second };
    await world.event('failed', { key: 'in_1' });
    world.durable = { dunning };
    expect(await world.event('paid', { key: 'in_1' }, { id: 'e9' })).toBe('again');
    expect(await world.ports.store.entries({ limit: 9, id: 'e9' })).toMatchObject([{ attempts: 0, status: 'open' }]);
    world.durable = { dunning: second };
    expect(await world.event('paid', { key: 'in_1' }, { id: 'e9', ageMs: 60_000 })).toBe('ack');
    expect(await world.instance('dunning', 'in_1')).toMatchObject({ status: 'complete', version: 2 });
  });

  it('a newer version looks once at each instance that an older one has decided', async () => {
    await world.event('failed', { key: 'in_1' });
    world.durable = { dunning: second };
    expect(await world.sweep()).toMatchObject({ woken: 1 });
    await world.settle();
    expect(await world.instance('dunning', 'in_1')).toMatchObject({ version: 2 });
    expect(await world.sweep()).toEqual({ woken: 0, lateMs: 0 });
  });

  it('an instance whose saga is gone is put aside, and found when the saga is back', async () => {
    await world.event('failed', { key: 'in_1' });
    world.durable = {};
    await world.advance(days(1));
    expect(await world.sweep()).toMatchObject({ woken: 0 });
    world.durable = { dunning };
    await world.advance(0);
    expect(done()).toEqual(['Remind/1']);
    expect(await world.sweep()).toMatchObject({ woken: 0 });
  });
});

describe('a saga that is collecting', () => {
  it('decides once over the past when the option is taken out', async () => {
    world.durable = { dunning: { ...dunning, collecting: 'silently' } };
    await world.event('failed', { key: 'in_1' });
    await world.advance(days(2));
    expect(await world.sweep()).toMatchObject({ woken: 0 });
    world.durable = { dunning };
    await world.advance(0);
    expect(done()).toEqual([]);
    await world.advance(days(1));
    expect(done()).toEqual(['Remind/2']);
  });
});

describe('the sweep', () => {
  it('reads page after page, and leaves out what waits', async () => {
    for (let key = 0; key < 1_201; key++) await world.event('failed', { key: `in_${key}` });
    await world.event('paid', { key: 'in_7' });
    world.ports.clock.advance(days(1) + 90_000);
    expect(await world.sweep()).toEqual({ woken: 1_200, lateMs: 90_000 });
    await world.settle();
    expect(ran).toHaveLength(1_200);
  });
});
