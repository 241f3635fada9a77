import { map, merge, mergeMap, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { IntegrationEvent } from '../event/integration-event.ts';
import { hearsOfDeath, withDeadCommand, withRetry, withTime } from './decision.ts';
import { durableSaga } from './durable-saga.ts';
import { NewerVersion } from './fact-step.ts';
import { days, hours } from './durations.ts';
import { anyOf, from, ofFact, whenDead } from './fact-sources.ts';
import { dueAt, dueCommands, isQuiet, openCommands } from './instance-state.ts';
import {
  START,
  Remind,
  Suspend,
  Note,
  Other,
  envelope,
  source,
  dunning,
  Subject,
} from '../../testing/durable-subject.ts';

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
    const next = withDeadCommand(state, compensating, { id: suspend?.id ?? '', reason: 'no such account' }, START + 5);
    expect(next.outbox.map(({ type, data }) => [type, data['value']])).toEqual([['Note', 'no such account']]);
  });

  it('is nothing to a saga that did not ask', () => {
    const { state } = new Subject(dunning).fact('failed', 0).at(days(1));
    const [reminder] = state.outbox;
    expect(reminder && hearsOfDeath(dunning, reminder)).toBe(false);
    const next = withDeadCommand(state, dunning, { id: reminder?.id ?? '', reason: 'x' }, START + days(1) + 1);
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
