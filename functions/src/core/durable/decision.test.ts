import {
  bufferTime,
  concatMap,
  debounceTime,
  delay,
  EMPTY,
  filter,
  interval,
  map,
  mergeMap,
  of,
  scan,
  take,
  timer,
  zip,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { withoutCommand, withRetry, withTime } from './decision.ts';
import type { DurableSagaDefinition } from './definition.ts';
import { continueWith, durableSaga } from './durable-saga.ts';
import { days, hours, minutes } from './durations.ts';
import { ofFact } from './fact-sources.ts';
import { dueAt, dueCommands } from './instance-state.ts';
import { START, Suspend, Note, source, dunning, Subject } from '../../testing/durable-subject.ts';

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
