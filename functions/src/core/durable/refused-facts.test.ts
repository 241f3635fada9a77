import { concat, EMPTY, exhaustMap, map, merge, mergeMap, of, range, scan, timer } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { Note, source, START, Subject, Suspend } from '../../testing/durable-subject.ts';
import { withDeadCommand, withFact, withTime } from './decision.ts';
import { continueWith, durableSaga } from './durable-saga.ts';
import { days, hours } from './durations.ts';
import { ofFact, whenDead } from './fact-sources.ts';
import { instanceIn, instanceRecord } from './instance-record.ts';
import type { DurableSagaDefinition } from './definition.ts';
import type { InstanceState } from './instance-state.ts';

const FORGETS_AFTER = 900;

/** Suspends two days after a failure; forgets what came before the 900th visit, if it is told to. */
const suspending = ({ forgets }: { readonly forgets: boolean }, collecting?: DurableSagaDefinition['collecting']) =>
  durableSaga(
    { failed: source, visit: source, died: whenDead(Note, () => ({})) },
    (facts$, { clock }) =>
      merge(
        facts$.pipe(
          ofFact('failed'),
          exhaustMap(() => timer(days(2), clock).pipe(map(() => new Suspend()))),
        ),
        facts$.pipe(
          ofFact('visit'),
          scan((count) => count + 1, 0),
          mergeMap((count) => (forgets && count === FORGETS_AFTER ? of(continueWith({})) : EMPTY)),
        ),
        facts$.pipe(
          ofFact('died'),
          map(() => new Note('died')),
        ),
      ),
    { ...(collecting !== undefined && { collecting }) },
  );
const [keeping, forgetting] = [suspending({ forgets: false }), suspending({ forgets: true })];

const visits = (count: number, data: unknown = {}): InstanceState['facts'] =>
  Array.from({ length: count }, (_, n) => ({
    name: 'visit',
    data,
    at: START - days(30) + n,
    from: `old ${n}`,
    version: 1,
  }));

/** An instance with many facts, to which a failure comes at the start. */
const holding = (definition: DurableSagaDefinition, facts: InstanceState['facts']) => {
  const subject = new Subject(definition);
  subject.state = { ...subject.state, facts, decidedTo: START - 1, version: 1 };
  return subject.fact('failed', 0, {}, 'event failed');
};

describe('an instance that is full', () => {
  const full = () => holding(keeping, visits(1_999)).fact('visit', hours(1), {}, 'event refused');

  it('is held by the fact that it cannot take, with a sentence', () => {
    const subject = full();
    expect(subject.state.status).toBe('held');
    expect(subject.state.facts).toHaveLength(2_000);
    expect(subject.fault?.message).toMatch(/has 2000 facts and takes no more\. Forget old ones with continueWith/);
    expect(subject.at(days(9)).outbox).toEqual([]);
  });

  it('does not act without that fact, whatever else comes after a fix', () => {
    const { state } = full();
    const fact = { name: 'visit', data: {}, from: 'event other', receivedAt: START + days(3) };
    const other = withFact(state, forgetting, fact, START + days(3));
    expect(other.state).toMatchObject({ status: 'held', outbox: [] });
    expect(other.fault?.message).toMatch(/takes no more/);
  });

  it('decides once a redrive brings the fact again, and there is room', () => {
    const { state } = full();
    const fact = { name: 'visit', data: {}, from: 'event refused', receivedAt: START + hours(1) };
    const again = withFact(state, forgetting, fact, START + days(3));
    expect(again.fault).toBeUndefined();
    expect(again.state).toMatchObject({ status: 'open', life: 3, outbox: [{ type: 'Suspend' }] });
    expect(again.state.facts.at(-1)?.from).toBe('event refused');
    expect(again.state.refused).toBeUndefined();
  });

  it('is told of a command that was given up on all the same', () => {
    const subject = holding(keeping, visits(1_999)).at(days(1));
    const command = { id: 'c1', type: 'Note', data: { value: 1 }, at: START };
    const told = withDeadCommand(
      { ...subject.state, outbox: [command] },
      keeping,
      { id: 'c1', reason: 'no' },
      START + days(1),
    );
    expect(told).toMatchObject({ status: 'open', outbox: [{ type: 'Note', data: { value: 'died' } }] });
    expect(told.facts).toHaveLength(2_001);
  });
});

describe('a fact that is too large', () => {
  const large = { text: 'x'.repeat(4_000) };

  it('holds the instance, which does not act without it', () => {
    const subject = new Subject(keeping).fact('failed', 0).fact('visit', days(1), large);
    expect(subject.fault?.message).toMatch(/The fact visit takes 4011 bytes, and may take 4000: keep ids/);
    expect(subject.state).toMatchObject({ status: 'held', facts: [{ name: 'failed' }] });
    expect(subject.fact('visit', days(3)).at(days(9)).outbox).toEqual([]);
  });

  it('is taken once less is kept of its event: a redrive decides over all facts', () => {
    const subject = new Subject(keeping)
      .fact('failed', 0)
      .fact('visit', days(1), large, 'event 9')
      .fact('visit', days(3));
    subject.fact('visit', days(4), {}, 'event 9');
    expect(subject.state).toMatchObject({ status: 'open', facts: { length: 3 } });
    expect(subject.outbox).toEqual(['Suspend']);
  });

  it('begins nothing if it would have been the first', () => {
    const eager = durableSaga({ visit: source }, () => concat(of(new Note('begun'))));
    const subject = new Subject(eager).fact('visit', 0, large, 'event 1');
    expect(subject.state).toMatchObject({ status: 'held', facts: [], outbox: [] });
    subject.fact('visit', days(1), {}, 'event 1');
    expect(subject.state.outbox.map(({ at }) => at)).toEqual([START + days(1)]);
  });

  it('keeps what was collected from being decided, and nothing of the past is done after the redrive', () => {
    const subject = new Subject(suspending({ forgets: false }, 'silently'));
    subject.fact('failed', 0).fact('visit', days(1), large, 'event 9');
    expect(subject.state.status).toBe('collecting');
    const built = withTime(subject.state, keeping, START + days(1)).state;
    expect(built).toMatchObject({ status: 'held', outbox: [] });
    const fact = { name: 'visit', data: {}, from: 'event 9', receivedAt: START + days(1) };
    const again = withFact(built, keeping, fact, START + days(3)).state;
    expect(again).toMatchObject({ status: 'open', outbox: [{ type: 'Suspend' }] });
    expect(again.facts).toHaveLength(2);
  });
});

describe('an instance that would take more than a document holds', () => {
  it('is held without what was new, and takes it after a redrive once it forgets', () => {
    const subject = holding(keeping, visits(1_000, { text: 'x'.repeat(900) }));
    const before = subject.state;
    const decided = withFact(
      before,
      keeping,
      { name: 'visit', data: {}, from: 'event 9', receivedAt: START },
      START + 1,
    );
    const { record, fault } = instanceRecord(before, decided, keeping);
    expect(fault?.message).toMatch(/is over 950000 bytes\. Forget old facts with continueWith/);
    const held = instanceIn(record);
    expect(held.status).toBe('held');
    const again = withFact(
      held,
      forgetting,
      { name: 'visit', data: {}, from: 'event 9', receivedAt: START },
      START + 9,
    );
    expect(again.state).toMatchObject({ status: 'open', life: 2 });
    expect(instanceRecord(held, again, forgetting).fault).toBeUndefined();
  });
});

describe('a replay that is too much', () => {
  const [flood, fits] = [501, 500].map((count) =>
    durableSaga({ visit: source }, (facts$) =>
      facts$.pipe(mergeMap(() => range(0, count).pipe(map(() => new Note(1))))),
    ),
  );
  const long = durableSaga({ visit: source }, (facts$) => facts$.pipe(map(() => new Note('x'.repeat(8_000)))));

  it.each([
    ['emits more commands than may wait', flood, /has more than 500 commands waiting\. Emit fewer that do more/],
    ['emits a command that is too large', long, /The command Note takes \d+ bytes, and may take 8000: keep ids/],
  ])('because it %s holds the instance, which keeps the fact', (_why, definition = keeping, sentence) => {
    const subject = new Subject(definition).fact('visit', 0);
    expect(subject.fault?.message).toMatch(sentence);
    expect(subject.state).toMatchObject({ status: 'held', facts: [{ name: 'visit' }], outbox: [] });
  });

  it('may emit as many commands as may wait', () => {
    expect(new Subject(fits ?? keeping).fact('visit', 0).outbox).toHaveLength(500);
  });

  it('because it takes more than five seconds holds the instance, whatever the virtual clock says', () => {
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 5_001));
    const subject = new Subject(keeping).fact('failed', 0);
    clock.mockRestore();
    expect(subject.fault?.message).toMatch(/took more than 5000 ms\. Forget old facts with continueWith/);
    expect(subject.state).toMatchObject({ status: 'held', facts: [{ name: 'failed' }] });
    expect(subject.redrive(days(3)).outbox).toEqual(['Suspend']);
  });
});
