import { EMPTY, concat, filter, ignoreElements, map, merge, mergeMap, of, range, scan, timer } from 'rxjs';
import { MINUTE, named, NEW, type SagaPlan } from './saga-plan.ts';

/** The fact that is larger than an instance takes, until that is fixed. */
export const LARGE = 'large';
export const PADDING = 'x'.repeat(4_000);
/** Facts of long ago, of which an instance may be full. */
export const OLD = 'old';
/** The one of them before which the pipeline forgets everything, once it is fixed. */
export const MARK = 'mark';

/** Pipelines that run into limits, and one that leaves facts out. */
export const LIMITED_SAGAS: Readonly<Record<string, SagaPlan>> = {
  /** Its newer version leaves out some of the older one's facts. */
  trimmed: {
    facts: ['item'],
    versions: 2,
    leavesOut: ({ n }) => n % 3 === 0,
    pipeline: (facts$, { clock }, { act }) => {
      const items$ = facts$.pipe(named('item'));
      return merge(
        items$.pipe(
          scan((sum, { instance, n }) => ({ instance, of: sum.of + (n % NEW) }), { instance: '', of: 0 }),
          map(({ instance, of: sum }) => act({ instance, label: 'sum', at: clock.now() }, String(sum))),
        ),
        items$.pipe(
          mergeMap(({ instance, n }) =>
            merge(timer(2 * MINUTE, clock), timer(6 * MINUTE, clock)).pipe(
              map(() => act({ instance, label: 'due', at: clock.now() }, String(n % NEW))),
            ),
          ),
        ),
      );
    },
  },
  /** Emits too much, too large commands or too many timers, and keeps too much of an event, until it is fixed. */
  flooding: {
    facts: ['drop', 'drop', 'flood', 'long', LARGE, LARGE, 'spin'],
    pipeline: (facts$, { clock }, { act, isBroken }) =>
      merge(
        facts$.pipe(
          named('drop', LARGE),
          mergeMap(({ instance, n }) =>
            concat(
              of(act({ instance, label: 'wet', at: clock.now() }, String(n))),
              timer(MINUTE, clock).pipe(map(() => act({ instance, label: 'dry', at: clock.now() }, String(n)))),
            ),
          ),
        ),
        facts$.pipe(
          named('flood'),
          mergeMap(({ instance, n }) =>
            range(0, isBroken() ? 600 : 2).pipe(
              map((count) => act({ instance, label: 'flood', at: clock.now() }, `${n}.${count}`)),
            ),
          ),
        ),
        facts$.pipe(
          named('long'),
          map(({ instance, n }) =>
            act({ instance, label: isBroken() ? 'l'.repeat(9_000) : 'long', at: clock.now() }, String(n)),
          ),
        ),
        facts$.pipe(
          named('spin'),
          mergeMap(() => (isBroken() ? timer(0, 0, clock).pipe(ignoreElements()) : EMPTY)),
        ),
      ),
  },
  /** Full of what it no longer needs, which it forgets once it is fixed. */
  crowded: {
    facts: ['visit', OLD, MARK],
    pipeline: (facts$, { clock }, { act, continueWith, isBroken }) =>
      merge(
        facts$.pipe(
          filter(({ name }) => name === MARK && !isBroken()),
          map(() => continueWith({ instance: '', until: clock.now(), isBad: false })),
        ),
        facts$.pipe(
          named('visit'),
          mergeMap(({ instance, n }) =>
            concat(
              of(act({ instance, label: 'enter', at: clock.now() }, String(n))),
              timer(MINUTE, clock).pipe(map(() => act({ instance, label: 'leave', at: clock.now() }, String(n)))),
            ),
          ),
        ),
      ),
  },
};
