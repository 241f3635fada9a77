import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

/** The services that instances call. */
export type ServiceName = 'firestore' | 'pubsub' | 'provider';

/**
 * What becomes of a request: it is done and answered; refused for now; refused because of another's lock; it never
 * arrives; it is done, but the connection breaks before the answer; nobody ever answers, whether it is done or not; it
 * arrives long after it was sent.
 */
export type Fate = 'done' | 'refused' | 'locked' | 'unsent' | 'lost' | 'silent' | 'late';

type Rates = Readonly<Record<Exclude<Fate, 'done'>, number>>;

interface Outage {
  readonly service: ServiceName;
  readonly from: number;
  readonly until: number;
  readonly fate: Fate;
}

/** What goes wrong in one schedule, and how often. Each seed has its own mixture, and some faults are left out of it. */
export class Faults {
  readonly #random: Random;
  readonly #scheduler: Scheduler;
  readonly #rates: Rates;
  readonly #outages: readonly Outage[];
  readonly #crashRate: number;
  readonly #stallRate: number;
  readonly #lossRate: number;
  readonly #duplicateRate: number;
  /** When everything works again. */
  endsAt: number;
  /** How long it takes until something befalls some instance. */
  readonly mischiefMs: number;

  constructor(random: Random, scheduler: Scheduler) {
    this.#random = random;
    this.#scheduler = scheduler;
    const rate = (most: number) => (random.chance(0.5) ? 0 : random.next() * most);
    this.#rates = {
      refused: rate(0.15),
      locked: rate(0.1),
      unsent: rate(0.1),
      lost: rate(0.15),
      silent: rate(0.06),
      late: rate(0.12),
    };
    this.#crashRate = rate(0.06);
    this.#stallRate = rate(0.08);
    this.#lossRate = rate(0.3);
    this.#duplicateRate = rate(0.7);
    this.mischiefMs = random.chance(0.5) ? 0 : random.duration(5_000, 120_000);
    this.endsAt = scheduler.now + random.duration(60_000, 900_000);
    this.#outages = Array.from({ length: random.between(0, 3) }, () => this.#outage());
  }

  get areOver(): boolean {
    return this.#scheduler.now >= this.endsAt;
  }

  fateOf(service: ServiceName): Fate {
    if (this.areOver) return 'done';
    const { now } = this.#scheduler;
    const outage = this.#outages.find((one) => one.service === service && one.from <= now && now < one.until);
    if (outage !== undefined) return outage.fate;
    let left = this.#random.next();
    for (const fate of FATES) {
      left -= this.#rates[fate];
      if (left < 0) return fate === 'locked' && service !== 'firestore' ? 'refused' : fate;
    }
    return 'done';
  }

  /** Whether an instance dies as it sends a request, and whether the request still leaves it. */
  crash(): 'before' | 'behind' | undefined {
    if (this.areOver || !this.#random.chance(this.#crashRate)) return undefined;
    return this.#random.chance(0.5) ? 'before' : 'behind';
  }

  /** Whether an instance stalls as it sends a request, or in a handler. */
  stalls(): boolean {
    return !this.areOver && this.#random.chance(this.#stallRate);
  }

  /** How long a stall takes: half of them outlive the function, and many of those the lease. */
  freezeMs(): number {
    return this.#random.chance(0.5) ? this.#random.duration(500, 60_000) : this.#random.between(60_000, 300_000);
  }

  /** Whether Pub/Sub never learns how a delivery ended. */
  losesAnswer(): boolean {
    return !this.areOver && this.#random.chance(this.#lossRate);
  }

  /** How often Pub/Sub delivers a message that it could deliver once. */
  copies(): number {
    return !this.areOver && this.#random.chance(this.#duplicateRate) ? this.#random.between(2, 3) : 1;
  }

  #outage(): Outage {
    const random = this.#random;
    const from = this.#scheduler.now + random.duration(1_000, 300_000);
    return {
      service: random.pick(['firestore', 'firestore', 'pubsub', 'pubsub', 'provider']),
      from,
      until: from + random.duration(5_000, 300_000),
      fate: random.pick(['refused', 'unsent', 'silent']),
    };
  }
}

const FATES = ['refused', 'locked', 'unsent', 'lost', 'silent', 'late'] as const;
