import { current, type Activity } from './instance.ts';

/** Something that is going to happen. */
export interface Appointment {
  at: number;
  /** Settles which of two at the same time comes first. */
  readonly order: number;
  /** Who acts. Undefined for the world around: networks and services go on when instances die. */
  readonly activity: Activity | undefined;
  readonly run: () => void;
  isCancelled: boolean;
}

/** Simulated time begins here. */
const EPOCH = Date.parse('2026-01-01T00:00:00Z');

/** The one queue of everything that is going to happen, and the clock that jumps from one to the next. */
export class Scheduler {
  #now = EPOCH;
  #order = 0;
  #steps = 0;
  /** A binary heap: the earliest first. */
  readonly #heap: Appointment[] = [];

  /** Milliseconds since 1970, in simulated time. */
  get now(): number {
    return this.#now;
  }

  get steps(): number {
    return this.#steps;
  }

  /** Has something happen after a time. What belongs to a dead instance never does; what belongs to a frozen one, later. */
  after(ms: number, activity: Activity | undefined, run: () => void): Appointment {
    const delay = Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : 0;
    const appointment = { at: this.#now + delay, order: this.#order++, activity, run, isCancelled: false };
    this.#push(appointment);
    return appointment;
  }

  /**
   * Runs until nothing is left to happen. Between two steps the queue of microtasks is drained, so that each step has
   * had all its consequences before the next begins.
   * @returns false if there was still something to do after the most steps.
   */
  async run(mostSteps: number): Promise<boolean> {
    const end = this.#steps + mostSteps;
    return new Promise((resolve, reject) => {
      const step = () => {
        try {
          if (this.#steps >= end) resolve(false);
          else if (!this.#step()) resolve(true);
          // Node runs a tick only once no microtask is left.
          else queueMicrotask(() => process.nextTick(step));
        } catch (error) {
          reject(error);
        }
      };
      process.nextTick(step);
    });
  }

  #step(): boolean {
    for (;;) {
      const next = this.#pop();
      if (next === undefined) return false;
      const { activity } = next;
      if (next.isCancelled || activity?.instance.isAlive === false) continue;
      const wakesAt = activity?.instance.frozenUntil ?? 0;
      if (wakesAt > next.at) {
        next.at = wakesAt;
        this.#push(next);
        continue;
      }
      this.#now = Math.max(this.#now, next.at);
      this.#steps++;
      if (activity === undefined) current.exit(next.run);
      else current.run(activity, next.run);
      return true;
    }
  }

  #push(appointment: Appointment): void {
    const heap = this.#heap;
    let index = heap.push(appointment) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      if (!this.#swapIfLater(above, index)) break;
      index = above;
    }
  }

  #pop(): Appointment | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let index = 0; ;) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      const below = isEarlier(heap[right], heap[left]) ? right : left;
      if (!this.#swapIfLater(index, below)) return first;
      index = below;
    }
  }

  #swapIfLater(above: number, below: number): boolean {
    const heap = this.#heap;
    const [one, other] = [heap[above], heap[below]];
    if (one === undefined || other === undefined || !isEarlier(other, one)) return false;
    heap[above] = other;
    heap[below] = one;
    return true;
  }
}

function isEarlier(one: Appointment | undefined, other: Appointment | undefined): boolean {
  if (one === undefined || other === undefined) return one !== undefined;
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
