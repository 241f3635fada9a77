import { Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';
import { PermanentError } from '../event/errors.ts';
import { DueQueue, type Waiting } from './due-queue.ts';

/** Milliseconds of real time that one replay may take. */
const MAX_REPLAY_MS = 5_000;
/** Timers between two looks at the real clock. */
const LOOK_EVERY = 1_024;

/** Timers that one replay may run. `interval(1 min)` over a year has 525,600. */
const MAX_TIMERS = 200_000;

/**
 * The clock of one replay: virtual time, which moves only when it is told to. Unlike the `VirtualTimeScheduler` of RxJS
 * it never goes back, takes whole milliseconds, refuses what is not a time, and does not sort its queue at every insert.
 */
export class ReplayClock implements SchedulerLike {
  readonly #queue = new DueQueue<Action>();
  #now: number;
  #order = 0;
  #left = MAX_TIMERS;
  /** In real time: the guard of a replay leaves this clock alone. */
  readonly #endsAt = performance.now() + MAX_REPLAY_MS;

  /** @param start Milliseconds since 1970. */
  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, state?: T): Subscription {
    return new ReplayAction(this.#put, work).schedule(state, delay);
  }

  /** When the next timer is due; undefined if nothing waits. */
  next(): number | undefined {
    return this.#queue.first()?.at;
  }

  /**
   * Runs what is due up to and at a moment, and leaves the clock there.
   * @throws whatever a timer throws, and a `PermanentError` if there are too many.
   */
  advanceTo(until: number): void {
    for (let due = this.#queue.takeDue(until); due !== undefined; due = this.#queue.takeDue(until)) {
      this.#left -= 1;
      if (this.#left < 0) {
        throw new PermanentError(
          `The pipeline ran more than ${MAX_TIMERS} timers in one replay. Use longer intervals, or end the pipeline.`,
        );
      }
      if (this.#left % LOOK_EVERY === 0) this.requireTime();
      this.#now = Math.max(this.#now, due.at);
      due.run();
    }
    this.#now = Math.max(this.#now, until);
  }

  /** @throws {PermanentError} if the replay has taken too long. */
  requireTime(): void {
    if (performance.now() <= this.#endsAt) return;
    throw new PermanentError(
      `The replay of this instance took more than ${MAX_REPLAY_MS} ms. Forget old facts with continueWith, use longer intervals, or do less for each fact.`,
    );
  }

  readonly #put = (delay: number, run: () => void, isClosed: () => boolean): void => {
    this.#order += 1;
    this.#queue.add(new Action(this.#now + delay, this.#order, run, isClosed));
  };
}

type Put = (delay: number, run: () => void, isClosed: () => boolean) => void;

class Action implements Waiting {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  readonly #isClosed: () => boolean;

  constructor(at: number, order: number, run: () => void, isClosed: () => boolean) {
    this.at = at;
    this.order = order;
    this.run = run;
    this.#isClosed = isClosed;
  }

  get closed(): boolean {
    return this.#isClosed();
  }
}

/** One piece of scheduled work, which may schedule itself again. */
class ReplayAction<T> extends Subscription implements SchedulerAction<T> {
  readonly #put: Put;
  readonly #work: (this: SchedulerAction<T>, state?: T) => void;
  /** Counts its times of being scheduled: an earlier one no longer counts. */
  #round = 0;

  constructor(put: Put, work: (this: SchedulerAction<T>, state?: T) => void) {
    super();
    this.#put = put;
    this.#work = work;
  }

  schedule(state?: T, delay = 0): Subscription {
    if (this.closed) return this;
    if (Number.isNaN(delay)) {
      throw new PermanentError('A timer was given a delay that is not a number. An invalid date, perhaps?');
    }
    this.#round += 1;
    // Infinity is never; nothing is ever due in the past, nor between two milliseconds.
    if (delay === Number.POSITIVE_INFINITY) return this;
    const round = this.#round;
    this.#put(
      Math.max(0, Math.ceil(delay)),
      () => this.#work.call(this, state),
      () => this.closed || this.#round !== round,
    );
    return this;
  }
}
