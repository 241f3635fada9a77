import { concat, EMPTY, map, merge, mergeMap, of, take, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Note, source, START, Subject, Suspend } from '../../testing/durable-subject.ts';
import { withFact, withTime } from './decision.ts';
import { continueWith, durableSaga } from './durable-saga.ts';
import type { DurableSagaDefinition } from './definition.ts';
import { days, hours } from './durations.ts';
import { ofFact } from './fact-sources.ts';

const throwing = () => {
  throw new Error('broken');
};

describe('a pipeline that throws in a later life of the same decision', () => {
  /** A life for each order; the fact `bad` is too much for it until it is fixed. */
  const orders = (bad: () => unknown) =>
    durableSaga(
      { order: source, bad: source },
      (facts$, { clock }) =>
        merge(
          facts$.pipe(
            ofFact('bad'),
            map(bad),
            mergeMap(() => of(new Note('bad'))),
          ),
          facts$.pipe(
            ofFact('order'),
            take(1),
            mergeMap(() => concat(timer(days(1), clock).pipe(map(() => new Suspend())))),
          ),
        ).pipe(take(1)),
      { again: true },
    );

  it('loses no command of any life: all of them are decided once it is fixed', () => {
    const subject = new Subject(orders(throwing)).fact('order', 0).fact('bad', days(2));
    expect(subject.state).toMatchObject({ status: 'held', decidedTo: START });
    expect(subject.outbox).toEqual([]);
    subject.redrive(
      days(3),
      orders(() => 1),
    );
    expect(subject.state).toMatchObject({ status: 'complete', life: 2 });
    expect(subject.outbox).toEqual(['Suspend', 'Note']);
  });

  it('does so behind continueWith as well', () => {
    const batches = (begin: () => unknown) =>
      durableSaga({ item: source }, (facts$, { state }) =>
        merge(
          state === undefined
            ? EMPTY
            : of(1).pipe(
                map(begin),
                map(() => new Note('begun')),
              ),
          facts$.pipe(mergeMap(() => of(new Suspend(), continueWith({ left: 1 })))),
        ),
      );
    const subject = new Subject(batches(throwing)).fact('item', 0);
    expect(subject.state).toMatchObject({ status: 'held', life: 1 });
    subject.redrive(
      days(1),
      batches(() => 1),
    );
    expect(subject.outbox).toEqual(['Suspend', 'Note']);
  });
});

describe('a saga that is collecting, and whose first decision throws', () => {
  const reminding = (first: () => unknown, collecting?: DurableSagaDefinition['collecting']) => {
    const saga = durableSaga({ failed: source }, (facts$, { clock }) =>
      facts$.pipe(
        ofFact('failed'),
        map(first),
        mergeMap(() => merge(of(new Note('at once')), timer(days(2), clock).pipe(map(() => new Suspend())))),
      ),
    );
    return { ...saga, ...(collecting !== undefined && { collecting }) };
  };
  const fine = reminding(() => 1);
  const collected = (how: 'silently' | 'acting') => new Subject(reminding(throwing, how)).fact('failed', 0).state;

  it('does not act on the past when it is redriven', () => {
    const subject = new Subject(fine);
    subject.state = withTime(collected('silently'), reminding(throwing), START + days(1)).state;
    expect(subject.state.status).toBe('held');
    subject.redrive(days(1) + hours(1));
    expect(subject.outbox).toEqual([]);
    expect(subject.at(days(2)).outbox).toEqual(['Suspend']);
  });

  it('does so if it was told to', () => {
    const subject = new Subject(fine);
    subject.state = withTime(collected('acting'), reminding(throwing), START + days(1)).state;
    expect(subject.redrive(days(1)).outbox).toEqual(['Note']);
  });

  it('keeps the fact that brought the decision about, whose redrive releases it', () => {
    const fact = { name: 'failed', data: {}, from: 'event 9', receivedAt: START + days(1) };
    const held = withFact(collected('silently'), reminding(throwing), fact, START + days(1));
    expect(held.fault?.message).toMatch(/The pipeline threw: broken/);
    expect(held.state).toMatchObject({ status: 'held', facts: [{}, { from: 'event 9' }] });
    expect(withFact(held.state, fine, fact, START + days(1) + 1).state).toMatchObject({ status: 'open' });
  });
});
