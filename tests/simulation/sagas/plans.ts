import {
  bufferCount,
  concat,
  concatMap,
  debounceTime,
  defer,
  EMPTY,
  exhaustMap,
  filter,
  map,
  merge,
  mergeMap,
  of,
  scan,
  take,
  takeUntil,
  tap,
  throttle,
  timer,
} from 'rxjs';

import { LIMITED_SAGAS } from './limited-plans.ts';
import { isCarried, MINUTE, named, NEW, roundAfter, stumble, versionOf, type SagaPlan } from './saga-plan.ts';

/** The pipelines that most schedules are about: each a way in which time, lives or failures can go wrong. Delays are multiples of half a minute, so that moments coincide. */
export const COMMON_SAGAS: Readonly<Record<string, SagaPlan>> = {
  /** Reminders until something happens, and then an end for good. */
  reminders: {
    facts: ['start', 'start', 'stop'],
    pipeline: (facts$, { clock }, { act }) =>
      facts$.pipe(
        named('start'),
        exhaustMap(({ instance }) =>
          concat(
            concat(timer(MINUTE, clock), timer(MINUTE, clock), timer(2 * MINUTE, clock)).pipe(
              map((_, index) => act({ instance, label: 'remind', at: clock.now() }, String(index))),
            ),
            timer(1.5 * MINUTE, clock).pipe(map(() => act({ instance, label: 'suspend', at: clock.now() }))),
          ),
        ),
        takeUntil(facts$.pipe(named('stop'))),
      ),
  },
  /** Too many within a time, and calm again. */
  storm: {
    facts: ['hit'],
    pipeline: (facts$, { clock }, { act }) => {
      const hits$ = facts$.pipe(named('hit'));
      return merge(
        hits$.pipe(
          mergeMap(({ instance }) =>
            concat(of({ instance, by: 1 }), timer(2 * MINUTE, clock).pipe(map(() => ({ instance, by: -1 })))),
          ),
          scan((sum, { instance, by }) => ({ instance, count: sum.count + by }), { instance: '', count: 0 }),
          filter(({ count }) => count >= 2),
          throttle(() => timer(1.5 * MINUTE, clock)),
          map(({ instance }) => act({ instance, label: 'pause', at: clock.now() })),
        ),
        hits$.pipe(
          debounceTime(MINUTE, clock),
          map(({ instance }) => act({ instance, label: 'calm', at: clock.now() })),
        ),
      );
    },
  },
  /** Absolute timers: everything happens at one moment, and some of it is equal. */
  midnight: {
    facts: ['note'],
    pipeline: (facts$, { clock }, { act }) =>
      facts$.pipe(
        named('note'),
        mergeMap(({ instance, n }) =>
          timer(roundAfter(clock.now()), clock).pipe(
            concatMap(() => [
              act({ instance, label: 'page', at: clock.now() }),
              act({ instance, label: 'sum', at: clock.now() }, String(n)),
            ]),
          ),
        ),
      ),
  },
  /** A life for each order; what comes meanwhile belongs to it. */
  again: {
    facts: ['order', 'order', 'order', 'cancel', 'cancel', 'bad'],
    again: true,
    pipeline: (facts$, { clock }, { act, isBroken }) =>
      facts$.pipe(
        tap(({ name }) => name === 'bad' && stumble(isBroken)),
        named('order'),
        take(1),
        mergeMap(({ instance }) =>
          concat(
            of(act({ instance, label: 'accept', at: clock.now() })),
            timer(1.5 * MINUTE, clock).pipe(map(() => act({ instance, label: 'ship', at: clock.now() }))),
          ),
        ),
        takeUntil(facts$.pipe(named('cancel'))),
      ),
  },
  /** Forgets after each batch, and carries on what it still waits for. */
  rolling: {
    facts: ['item'],
    pipeline: (facts$, { clock, state }, { act, continueWith, isBroken }) =>
      merge(
        defer(() => {
          if (!isCarried(state)) return EMPTY;
          const { instance, until, isBad } = state;
          if (isBad) stumble(isBroken);
          return concat(
            of(act({ instance, label: 'batch', at: clock.now() })),
            timer(new Date(until), clock).pipe(map(() => act({ instance, label: 'late', at: clock.now() }))),
          );
        }),
        facts$.pipe(
          named('item'),
          bufferCount(2),
          concatMap((items) =>
            items
              .slice(0, 1)
              .flatMap(({ instance, n }) => [
                act({ instance, label: 'batch', at: clock.now() }),
                continueWith({ instance, until: roundAfter(clock.now()).getTime(), isBad: n % 5 === 0 }),
              ]),
          ),
        ),
      ),
  },
  /** Cannot take some fact, nor some moment, until it is fixed. */
  throwing: {
    facts: ['good', 'good', 'good', 'bad', 'late'],
    pipeline: (facts$, { clock }, { act, isBroken }) =>
      merge(
        facts$.pipe(
          named('good', 'bad'),
          mergeMap(({ instance, n }) =>
            concat(
              of(act({ instance, label: 'one', at: clock.now() }, String(n))),
              of(act({ instance, label: 'two', at: clock.now() }, String(n))),
              timer(MINUTE, clock).pipe(map(() => act({ instance, label: 'three', at: clock.now() }, String(n)))),
            ),
          ),
        ),
        facts$.pipe(
          named('bad'),
          mergeMap(() => stumble(isBroken)),
        ),
        facts$.pipe(
          named('late'),
          mergeMap(() => timer(MINUTE, clock)),
          mergeMap(() => stumble(isBroken)),
        ),
      ),
  },
  /** Its commands do not wait for each other. */
  sideBySide: {
    facts: ['go'],
    parallel: true,
    pipeline: (facts$, { clock }, { act }) =>
      facts$.pipe(
        named('go'),
        mergeMap(({ instance, n }) =>
          merge(
            of(act({ instance, label: 'twin', at: clock.now() }), act({ instance, label: 'twin', at: clock.now() })),
            timer(MINUTE, clock).pipe(map(() => act({ instance, label: 'after', at: clock.now() }, String(n)))),
          ),
        ),
      ),
  },
  /** Makes up for what was given up on. */
  charging: {
    facts: ['due', 'due', 'close'],
    died: 'failed',
    pipeline: (facts$, { clock }, { act, charge, isBroken }) =>
      merge(
        facts$.pipe(
          named('due'),
          mergeMap(({ instance }) =>
            concat(
              of(charge({ instance, label: 'now', at: clock.now() })),
              timer(MINUTE, clock).pipe(map(() => charge({ instance, label: 'more', at: clock.now() }))),
            ),
          ),
        ),
        facts$.pipe(
          named('failed'),
          concatMap(({ instance, n }) => [
            ...(n < 0 ? stumble(isBroken) : []),
            act({ instance, label: 'refund', at: clock.now() }, String(n)),
            act({ instance, label: 'tell', at: clock.now() }, String(n)),
          ]),
        ),
      ).pipe(takeUntil(facts$.pipe(named('close')))),
  },
  /** Its reminders move with a new version. */
  versioned: {
    facts: ['start'],
    versions: 2,
    pipeline: (facts$, { clock }, { act }, version) =>
      facts$.pipe(
        named('start'),
        mergeMap(({ instance, n }) =>
          merge(...(version === 1 ? [1, 2, 5] : [1.5, 3, 8]).map((count) => timer(count * MINUTE, clock))).pipe(
            map(() =>
              act({ instance, label: version <= versionOf(n) ? 'remind' : 'relic', at: clock.now() }, String(n % NEW)),
            ),
          ),
        ),
      ),
  },
};

/** All pipelines. */
export const SAGAS: Readonly<Record<string, SagaPlan>> = { ...COMMON_SAGAS, ...LIMITED_SAGAS };
