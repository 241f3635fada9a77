import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newest, RANK, type AsOf } from './newest.ts';
import type { RecordData } from '../ledger/store.ts';

const NOON = '2026-11-23T12:00:00.000Z';

function moment(id: string, rank: number = RANK.update, time = NOON): AsOf {
  return { time, rank, id };
}

/** What is left after projections of these moments were applied in this order. */
function after(...moments: readonly AsOf[]): RecordData | undefined {
  return moments.reduce<RecordData | undefined>(
    (current, asOf) => newest(asOf, () => ({ by: asOf.id }))(current),
    undefined,
  );
}

describe('a record guarded by newest', () => {
  it('is made by the first event that arrives, and keeps the moment it tells of', () => {
    expect(after(moment('evt_1'))).toEqual({ by: 'evt_1', asOf: { time: NOON, rank: 1, id: 'evt_1' } });
  });

  it('is left as it is, without a write, by an event of an earlier time', () => {
    const record = after(moment('evt_a'));
    const late = newest(moment('evt_b', RANK.end, '2026-11-23T11:59:59.999Z'), () => ({ by: 'evt_b' }));
    expect(late(record)).toBe(record);
  });

  it('is changed by an event of a later time, whatever the ranks and ids', () => {
    const later = moment('evt_a', RANK.creation, '2026-11-23T12:00:01.000Z');
    expect(after(moment('evt_z', RANK.end), later)?.['by']).toBe('evt_a');
  });

  it.each([
    ['an end', RANK.end, 'a change', RANK.update],
    ['a change', RANK.update, 'a creation', RANK.creation],
  ])('within one time, %s outranks %s', (_later, later, _earlier, earlier) => {
    expect(after(moment('evt_a', later), moment('evt_z', earlier))?.['by']).toBe('evt_a');
    expect(after(moment('evt_z', earlier), moment('evt_a', later))?.['by']).toBe('evt_a');
  });

  it('tells of the greater id where time and rank are equal, in either order', () => {
    expect(after(moment('evt_a'), moment('evt_b'))?.['by']).toBe('evt_b');
    expect(after(moment('evt_b'), moment('evt_a'))?.['by']).toBe('evt_b');
  });

  it('is written again by the event that it tells of: a deliberate replay', () => {
    const replay = newest(moment('evt_1'), () => ({ by: 'the fixed code' }));
    expect(replay(after(moment('evt_1')))).toMatchObject({ by: 'the fixed code' });
  });

  it('is written again by the same event even where its rank was lowered since', () => {
    expect(newest(moment('evt_1', RANK.creation), () => ({}))(after(moment('evt_1', RANK.end)))).toHaveProperty(
      'asOf.rank',
      0,
    );
  });

  it('is not touched by the replay of an event that was overtaken', () => {
    const record = after(moment('evt_1', RANK.creation), moment('evt_2'));
    expect(newest(moment('evt_1', RANK.creation), () => ({}))(record)).toBe(record);
  });

  it('is compared as a time, not as text', () => {
    const inTokyo = moment('evt_a', RANK.update, '2026-11-23T21:00:01+09:00');
    expect(after(moment('evt_b'), inTokyo)?.['by']).toBe('evt_a');
  });

  it('hands the change what was there before', () => {
    const count = newest(moment('evt_2'), (current) => ({ before: current?.['by'] }));
    expect(count(after(moment('evt_1')))).toMatchObject({ before: 'evt_1' });
  });

  it.each([
    {},
    { asOf: null },
    { asOf: 'yesterday' },
    { asOf: { time: 'yesterday', rank: 1, id: 'evt_9' } },
    { asOf: { time: NOON } },
  ])('is taken for the oldest where it holds no moment: %j', (record) => {
    expect(newest(moment('evt_1'), () => ({ by: 'evt_1' }))(record)).toMatchObject({ by: 'evt_1' });
  });

  it('is the same after every order of arrival, repeats included', () => {
    const moments = fc.record({
      time: fc.constantFrom(NOON, '2026-11-23T12:00:01.000Z', '2026-11-23T12:00:02.000Z'),
      rank: fc.constantFrom(...Object.values(RANK)),
      id: fc.stringMatching(/^evt_[a-c]{1,2}$/),
    });
    const distinct = fc.uniqueArray(moments, { minLength: 1, maxLength: 7, selector: ({ id }) => id });
    const orders = distinct.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 })),
    );
    fc.assert(
      fc.property(orders, ([list, shuffled]) => {
        expect(after(...shuffled)).toEqual(after(...list));
      }),
    );
  });
});
