import {
  bufferTime,
  concat,
  concatMap,
  debounceTime,
  delay,
  EMPTY,
  exhaustMap,
  filter,
  interval,
  map,
  merge,
  mergeMap,
  of,
  scan,
  take,
  takeUntil,
  timer,
  zip,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { buildEvent } from '../event/platform-event.ts';
import { IntegrationEvent } from '../event/integration-event.ts';
import { Command } from '../logic/command.ts';
import {
  hearsOfDeath,
  newInstance,
  NewerVersion,
  released,
  withDeadCommand,
  withFact,
  withoutCommand,
  withRetry,
  withTime,
} from './decision.ts';
import { continueWith, durableSaga, type DurableSagaDefinition } from './durable-saga.ts';
import { days, hours, minutes } from './durations.ts';
import { anyOf, from, ofFact, whenDead } from './fact-sources.ts';
import { dueAt, dueCommands, isQuiet, openCommands, type InstanceState } from './instance-state.ts';

const START = Date.parse('2026-11-29T12:00:00Z');

class Other extends IntegrationEvent {
  readonly other = true;
}

const envelope = buildEvent(
  'test',
  { id: 'evt_1', type: 'test', time: new Date(START), source: '//test' },
  { receivedAt: new Date(START) },
);

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
  readonly value: unknown;

  constructor(value: unknown) {
    super();
    this.value = value;
  }
}

/** Sources that no event reaches: these tests add facts by themselves. */
const source = from(
  IntegrationEvent,
  (events$) => events$,
  () => ({ key: 'in_1', fact: {} }),
);

const dunning = durableSaga({ failed: source, paid: source }, (facts$, { clock }) =>
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

/** One instance, to which facts and time come. */
class Subject {
  state: InstanceState;
  fault: Error | undefined;
  #definition: DurableSagaDefinition;
  #events = 0;

  constructor(definition: DurableSagaDefinition) {
    this.#definition = definition;
    this.state = newInstance('dunning', 'in_1', definition);
  }

  /** @param after Milliseconds since the start. */
  fact(name: string, after: number, data: unknown = {}, from = `event ${(this.#events += 1)}`): this {
    return this.#take(
      withFact(this.state, this.#definition, { name, data, from, receivedAt: START + after }, START + after),
    );
  }

  at(after: number): this {
    return this.#take(withTime(this.state, this.#definition, START + after));
  }

  redrive(after: number, definition = this.#definition): this {
    this.#definition = definition;
    return this.#take(released(this.state, definition, START + after));
  }

  /** What waits to be done, as `Remind/1`. */
  get outbox(): readonly string[] {
    return this.state.outbox.map(({ type, key }) => [type, ...(key === undefined ? [] : [key])].join('/'));
  }

  #take({ state, fault }: ReturnType<typeof withFact>): this {
    this.state = state;
    this.fault = fault;
    return this;
  }
}

describe('a pipeline over time', () => {
  it('wakes when it wants to go on, and its commands follow in order', () => {
    const subject = new Subject(dunning).fact('failed', 0);
    expect(subject.state.wakeAt).toBe(START + days(1));
    expect(dueAt(subject.state, dunning)).toBe(START + days(1));
    expect(subject.at(days(1)).outbox).toEqual(['Remind/1']);
    expect(subject.at(days(8)).outbox).toEqual(['Remind/1', 'Remind/2', 'Remind/3']);
    expect(subject.at(days(10)).outbox).toEqual(['Remind/1', 'Remind/2', 'Remind/3', 'Suspend']);
    expect(subject.state.wakeAt).toBeUndefined();
  });

  it('decides the same however late it is woken', () => {
    const late = new Subject(dunning).fact('failed', 0).at(days(30));
    expect(late.outbox).toEqual(['Remind/1', 'Remind/2', 'Remind/3', 'Suspend']);
    const step = new Subject(dunning).fact('failed', 0);
    for (let hour = 0; hour <= 30 * 24; hour++) step.at(hours(hour));
    expect(step.state.outbox).toEqual(late.state.outbox);
  });

  it('is ended by a fact, and nothing more is due', () => {
    const subject = new Subject(dunning).fact('failed', 0).at(days(1)).fact('paid', days(2)).at(days(20));
    expect(subject.outbox).toEqual(['Remind/1']);
    expect(subject.state.status).toBe('complete');
    expect(dueAt({ ...subject.state, outbox: [] }, dunning)).toBe(START + days(2) + days(35));
  });

  it('fires a timer of the same moment before the fact', () => {
    const subject = new Subject(dunning).fact('failed', 0).fact('paid', days(1));
    expect(subject.outbox).toEqual(['Remind/1']);
  });

  it.each<[string, DurableSagaDefinition['run'], number, readonly string[]]>([
    [
      'bufferTime',
      (facts$, { clock }) =>
        facts$.pipe(
          bufferTime(hours(1), clock),
          filter(({ length }) => length > 0),
          map(({ length }) => new Note(length)),
        ),
      hours(1),
      ['3'],
    ],
    [
      'debounceTime',
      (facts$, { clock }) =>
        facts$.pipe(
          debounceTime(minutes(5), clock),
          map(() => new Note('quiet')),
        ),
      hours(1),
      ['"quiet"'],
    ],
    [
      'delay',
      (facts$, { clock }) =>
        facts$.pipe(
          delay(hours(1), clock),
          map((_, index) => new Note(index)),
        ),
      hours(2),
      ['0', '1', '2'],
    ],
    [
      'scan',
      (facts$) =>
        facts$.pipe(
          scan((count) => count + 1, 0),
          filter((count) => count === 3),
          take(1),
          map((count) => new Note(count)),
        ),
      hours(2),
      ['3'],
    ],
    [
      'a late view of history',
      (facts$, { history$ }) =>
        facts$.pipe(
          filter((_, index) => index === 2),
          mergeMap(() => history$.pipe(map(({ name }) => new Note(name)))),
        ),
      0,
      ['"failed"', '"failed"', '"failed"'],
    ],
  ])('may use %s', (_what, run, at, values) => {
    const subject = new Subject(durableSaga({ failed: source }, run))
      .fact('failed', 0)
      .fact('failed', 1)
      .fact('failed', 2)
      .at(at + 3);
    expect(subject.fault).toBeUndefined();
    expect(subject.state.outbox.map(({ data }) => JSON.stringify(data['value']))).toEqual(values);
  });
});

describe('history', () => {
  it('takes an event once, however often it is told', () => {
    const subject = new Subject(dunning).fact('failed', 0, {}, 'evt_1');
    const before = subject.state;
    expect(subject.fact('failed', days(5), {}, 'evt_1').state).toBe(before);
  });

  it('grows only at its end, whatever the clock of a process says', () => {
    const subject = new Subject(dunning).fact('failed', days(1)).at(days(3)).fact('paid', hours(1));
    expect(subject.state.facts.map(({ at }) => at)).toEqual([START + days(1), START + days(3) + 1]);
  });

  it('keeps what JSON keeps, so that the first replay sees what all later ones see', () => {
    const seen: unknown[] = [];
    const saga = durableSaga({ failed: source }, (facts$) =>
      facts$.pipe(
        mergeMap(({ data }) => {
          seen.push(data);
          return EMPTY;
        }),
      ),
    );
    new Subject(saga).fact('failed', 0, { time: new Date(0), left: undefined }).at(1);
    expect(seen).toEqual([{ time: '1970-01-01T00:00:00.000Z' }, { time: '1970-01-01T00:00:00.000Z' }]);
    expect(seen.every(Object.isFrozen)).toBe(true);
  });

  it('refuses for good a fact that is too large', () => {
    expect(() => new Subject(dunning).fact('failed', 0, { text: 'x'.repeat(4_000) })).toThrow('keep ids');
  });
});

describe('a command', () => {
  it('has an identity that a replay and a changed pipeline do not change', () => {
    const subject = new Subject(dunning).fact('failed', 0).at(days(1));
    const [reminder] = subject.state.outbox;
    expect(reminder?.id).toBe(JSON.stringify(['dunning', 'in_1', 1, 'Remind', '1', START + days(1), 0]));
    const next = withoutCommand(subject.state, reminder?.id ?? '', START + days(1));
    expect(withTime(next, dunning, START + days(2)).state.outbox).toEqual([]);
  });

  it('is told apart from its equals of the same moment', () => {
    const twice = durableSaga({ failed: source }, (facts$) =>
      facts$.pipe(mergeMap(() => of(new Suspend(), new Suspend()))),
    );
    const { outbox } = new Subject(twice).fact('failed', 0).state;
    expect(new Set(outbox.map(({ id }) => id)).size).toBe(2);
  });

  it('that waits is due, and later at the time of its next attempt', () => {
    const { state } = new Subject(dunning).fact('failed', 0).at(days(1));
    expect(dueAt(state, dunning)).toBe(START + days(1));
    const failed = withRetry(state, state.outbox[0]?.id ?? '', START + days(1) + 10_000);
    expect(dueAt(failed, dunning)).toBe(START + days(1) + 10_000);
    expect(dueCommands(failed, dunning, START + days(1))).toEqual([]);
    expect(dueCommands(failed, dunning, START + days(1) + 10_000)).toHaveLength(1);
  });
});

describe('the end of a life', () => {
  const once = durableSaga({ failed: source }, (facts$) =>
    facts$.pipe(
      take(2),
      map(({ at }) => new Note(at)),
    ),
  );

  it('is stored: later facts are known and begin nothing', () => {
    const subject = new Subject(once).fact('failed', 0).fact('failed', 1).fact('failed', days(1), {}, 'late');
    expect(subject.state).toMatchObject({ status: 'complete', life: 1 });
    expect(subject.outbox).toHaveLength(2);
    expect(subject.fact('failed', days(2), {}, 'late').outbox).toHaveLength(2);
  });

  it('is a beginning if the saga says so, and the commands before it stay', () => {
    const again = { ...once, again: true };
    const subject = new Subject(again).fact('failed', 0).fact('failed', 1).fact('failed', days(1));
    expect(subject.state).toMatchObject({ status: 'open', life: 2, facts: [{ at: START + days(1) }] });
    expect(subject.outbox).toHaveLength(3);
  });

  it('leaves a state to the next life, and forgets the facts', () => {
    const counting = durableSaga({ failed: source }, (facts$, { state }) =>
      facts$.pipe(
        take(2),
        scan((count) => count + 1, Number(state ?? 0)),
        mergeMap((count) => (count % 2 === 0 ? [new Note(count), continueWith(count)] : [])),
      ),
    );
    const subject = new Subject(counting);
    for (let n = 0; n < 6; n++) subject.fact('failed', n);
    expect(subject.state).toMatchObject({ life: 4, facts: [], carried: { state: 6 } });
    expect(subject.state.outbox.map(({ data }) => data['value'])).toEqual([2, 4, 6]);
  });
});

describe('a pipeline that cannot be replayed', () => {
  it.each<[string, DurableSagaDefinition['run'], RegExp]>([
    [
      'time without a clock',
      (facts$) =>
        facts$.pipe(
          delay(1_000),
          map(() => new Suspend()),
        ),
      /The pipeline used (setInterval|Date\.now)\(\).*Pass the clock/,
    ],
    ['a timer without a clock', () => timer(1_000).pipe(map(() => new Suspend())), /Pass the clock/],
    ['the date', (facts$) => facts$.pipe(map(() => new Note(new Date().toISOString()))), /new Date\(\)/],
    ['chance', (facts$) => facts$.pipe(map(() => new Note(Math.random()))), /Math\.random\(\)/],
    ['a promise', (facts$) => facts$.pipe(concatMap(async () => new Suspend())), /a promise/],
    [
      'an error',
      (facts$) =>
        facts$.pipe(
          map(() => {
            throw new Error('no such invoice');
          }),
        ),
      /The pipeline threw: no such invoice/,
    ],
    [
      'too many timers',
      (facts$, { clock }) =>
        facts$.pipe(
          mergeMap(() => interval(0, clock)),
          map(() => new Suspend()),
          filter(() => false),
        ),
      /more than 200000 timers/,
    ],
  ])('because of %s holds the instance, and says what to do', (_what, run, sentence) => {
    const subject = new Subject(durableSaga({ failed: source }, run)).fact('failed', 0);
    subject.at(days(1));
    expect(subject.state.status).toBe('held');
    expect(new Subject(durableSaga({ failed: source }, run)).fact('failed', 0).fault?.message).toMatch(sentence);
    expect(dueAt(subject.state, dunning)).toBeUndefined();
  });

  it('loses no fact: a redrive decides over all that came meanwhile', () => {
    const broken = durableSaga({ failed: source, paid: source }, () => {
      throw new Error('broken');
    });
    const subject = new Subject(broken).fact('failed', 0).fact('failed', days(1)).fact('paid', days(2));
    expect(subject.state.facts).toHaveLength(3);
    expect(subject.redrive(days(3), dunning).outbox).toEqual(['Remind/1']);
    expect(subject.state.status).toBe('complete');
  });

  it('leaves the real time, chance and promises as they were', async () => {
    new Subject(dunning).fact('failed', 0);
    expect(Math.abs(Date.now() - new Date().getTime())).toBeLessThan(1_000);
    expect(new Date() instanceof Date).toBe(true);
    expect(await Promise.resolve(1)).toBe(1);
  });
});

it('two facts that have to meet may come in any order', () => {
  const reviews = durableSaga({ paid: source, shipped: source }, (facts$, { clock }) =>
    zip(facts$.pipe(ofFact('paid')), facts$.pipe(ofFact('shipped'))).pipe(
      take(1),
      delay(days(3), clock),
      map(() => new Suspend()),
    ),
  );
  for (const order of [
    ['paid', 'shipped'],
    ['shipped', 'paid'],
  ]) {
    const subject = new Subject(reviews);
    for (const [index, name] of order.entries()) subject.fact(name, index * 10);
    expect(subject.outbox).toEqual([]);
    expect(subject.at(days(4)).outbox).toEqual(['Suspend']);
  }
});

describe('the commands of a saga that is parallel', () => {
  it('wait for their own next attempt, not for each other', () => {
    const both = durableSaga(
      { failed: source },
      (facts$) => facts$.pipe(mergeMap(() => of(new Remind(1), new Remind(2)))),
      {
        parallel: true,
      },
    );
    const { state } = new Subject(both).fact('failed', 0);
    const later = withRetry(state, state.outbox[0]?.id ?? '', START + hours(1));
    expect(openCommands(later, both)).toHaveLength(2);
    expect(dueCommands(later, both, START).map(({ key }) => key)).toEqual(['2']);
    expect(dueAt(later, both)).toBe(START);
  });
});

describe('a command that was given up on', () => {
  const compensating = durableSaga(
    { failed: source, notSuspended: whenDead(Suspend, (_command, reason) => ({ reason })) },
    (facts$) =>
      merge(
        facts$.pipe(ofFact('failed')).pipe(map(() => new Suspend())),
        facts$.pipe(ofFact('notSuspended')).pipe(map(({ reason }) => new Note(reason))),
      ),
  );

  it('leaves the outbox, and is a fact of a saga that asked for it', () => {
    const { state } = new Subject(compensating).fact('failed', 0);
    const [suspend] = state.outbox;
    expect(suspend && hearsOfDeath(compensating, suspend)).toBe(true);
    const { state: next } = withDeadCommand(
      state,
      compensating,
      { id: suspend?.id ?? '', reason: 'no such account' },
      START + 5,
    );
    expect(next.outbox.map(({ type, data }) => [type, data['value']])).toEqual([['Note', 'no such account']]);
  });

  it('is nothing to a saga that did not ask', () => {
    const { state } = new Subject(dunning).fact('failed', 0).at(days(1));
    const [reminder] = state.outbox;
    expect(reminder && hearsOfDeath(dunning, reminder)).toBe(false);
    const { state: next } = withDeadCommand(
      state,
      dunning,
      { id: reminder?.id ?? '', reason: 'x' },
      START + days(1) + 1,
    );
    expect(next.outbox).toEqual([]);
    expect(next.facts).toHaveLength(1);
  });
});

describe('a quiet instance', () => {
  it('is forgotten after 35 days without a fact, a due moment or a command', () => {
    const { state } = new Subject(dunning).fact('failed', 0).fact('paid', days(2));
    const { outbox: _outbox, ...rest } = state;
    const done = { ...rest, outbox: [] };
    expect(isQuiet(done, dunning, START + days(37) - 1)).toBe(false);
    expect(isQuiet(done, dunning, START + days(37))).toBe(true);
    expect(isQuiet(state, dunning, START + days(37))).toBe(false);
  });
});

describe('another version of a saga', () => {
  const second = durableSaga({ failed: source, paid: source }, dunning.run, {
    version: 2,
    migrate: ({ name, data }, version) => (name === 'old' ? undefined : { name: version === 1 ? 'paid' : name, data }),
  });

  it('sees stored facts as migrate brings them up to date', () => {
    const subject = new Subject(dunning).fact('failed', 0);
    const { state } = withTime(subject.state, second, START + days(20));
    expect(state.version).toBe(2);
    // What was "failed" is "paid" to the second version, so nobody is reminded.
    expect(state.outbox).toEqual([]);
    expect(state.status).toBe('complete');
  });

  it('leaves an instance alone that a newer one has decided', () => {
    const { state } = withTime(new Subject(dunning).fact('failed', 0).state, second, START + days(1));
    expect(() => withTime({ ...state, status: 'open' }, dunning, START + days(2))).toThrow(NewerVersion);
  });
});

describe('a saga that is collecting', () => {
  const collecting = { ...dunning, collecting: 'silently' } as const;

  it('decides nothing, and then once over all facts in the order in which they were received', () => {
    const subject = new Subject(collecting).fact('paid', days(12)).fact('failed', 0).at(days(13));
    expect(subject.state.status).toBe('collecting');
    expect(subject.outbox).toEqual([]);
    const { state } = withTime(subject.state, dunning, START + days(14));
    expect(state.status).toBe('complete');
    expect(state.facts.map(({ name }) => name)).toEqual(['failed', 'paid']);
    expect(state.outbox).toEqual([]);
  });

  it('acts on the past if it is told to', () => {
    const subject = new Subject({ ...dunning, collecting: 'acting' }).fact('failed', 0);
    const { state } = withTime(subject.state, dunning, START + days(8));
    expect(state.outbox.map(({ key }) => key)).toEqual(['1', '2', '3']);
    expect(state.wakeAt).toBe(START + days(10));
  });

  it('goes on from there: what is due later is done', () => {
    const subject = new Subject(collecting).fact('failed', 0);
    const { state } = withTime(subject.state, dunning, START + days(8));
    expect(state.outbox).toEqual([]);
    expect(withTime(state, dunning, START + days(10)).state.outbox.map(({ type }) => type)).toEqual(['Suspend']);
  });
});

describe('a fact of several sources', () => {
  const isNothing = from(
    IntegrationEvent,
    (events$) => events$,
    () => ({ key: undefined, fact: 1 }),
  );

  it('is what the first one keeps', () => {
    class Any extends IntegrationEvent {}
    const event = new Any({}, { ...envelope, data: {} });
    expect(anyOf(isNothing, source).take(event)).toEqual({ status: 'kept', key: 'in_1', fact: {} });
    expect(anyOf(isNothing, isNothing).take(event)).toEqual({ status: 'keyless' });
    expect(
      anyOf(
        from(
          Other,
          (events$) => events$,
          () => ({ key: 'a', fact: 1 }),
        ),
      ).take(event),
    ).toEqual({ status: 'other' });
  });
});
