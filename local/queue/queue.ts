import { backoffMs } from '../../functions/src/core/config/delivery-policy.ts';
import type { DatabaseSync } from 'node:sqlite';
import { withinDeadline } from '../../functions/src/core/deadline.ts';
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import type { Logger } from '../../functions/src/core/telemetry/logger.ts';
import type { Clock } from '../../functions/src/core/ports.ts';
import { inTransaction } from '../database.ts';
import { DeliveryRows, type HeldDelivery } from './delivery-rows.ts';
import { HEARTBEAT_MS, HostRows } from './host-rows.ts';
import { MessageRows } from './message-rows.ts';
import { MAX_DELIVERIES, nativeDeadLetterOf, type Subscriber } from './subscriber.ts';

export interface QueueOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly project: string;
  /** Every backoff is multiplied by this: 0.1 makes Pub/Sub's 10 seconds one. */
  readonly backoffScale: number;
  /** Called with deliveries once it is written what became of them. */
  readonly onSettled?: (deliveries: readonly HeldDelivery[]) => void;
}

/** Messages that other processes publish are looked for this often. */
const POLL_MS = 500;
/** How long to wait when the state file could not be written. */
const FAULT_PAUSE_MS = 1_000;

/** One consumer's share of the work. */
interface Lane {
  readonly subscription: number;
  subscriber: Subscriber;
  /** Whether it takes more deliveries. */
  isOpen: boolean;
  /** Deliveries under way. */
  active: number;
  /** When the next delivery is due, as far as this process knows: idle lanes cost the busy ones no look-up. */
  dueAt: number;
}

interface Outcome {
  readonly lane: Lane;
  readonly delivery: HeldDelivery;
  /** Undefined for an ack. */
  readonly error?: unknown;
}

/**
 * Pub/Sub's half of the consumers, over the state file: delivers every message to every consumer of its topic
 * until it is acked, with backoff between, and again after a crash. What was settled and what is due next is
 * written together, in one transaction per turn.
 */
export class LocalQueue {
  readonly hosts: HostRows;
  readonly #database: DatabaseSync;
  readonly #options: QueueOptions;
  readonly #deliveries: DeliveryRows;
  readonly #messages: MessageRows;
  readonly #lanes: Lane[] = [];
  #outcomes: Outcome[] = [];
  #turn: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  #intervals: readonly NodeJS.Timeout[] = [];
  #state: 'new' | 'running' | 'stopping' | 'stopped' = 'new';
  #drained = () => {};

  constructor(database: DatabaseSync, options: QueueOptions) {
    this.#database = database;
    this.#options = options;
    this.hosts = new HostRows(database, options.clock);
    this.#deliveries = new DeliveryRows(database, this.hosts.id);
    this.#messages = new MessageRows(database);
  }

  /** Has messages delivered to these consumers, those that wait from earlier on and all later ones. */
  start(subscribers: readonly Subscriber[]): void {
    this.#openLanesFor(subscribers);
    this.hosts.beat();
    this.#intervals = [
      setInterval(() => this.#guard(() => this.hosts.beat()), HEARTBEAT_MS),
      setInterval(() => this.#guard(() => this.#look()), POLL_MS),
    ];
    this.#state = 'running';
    this.#wake();
  }

  /**
   * Has messages delivered to these consumers in place of those that there were. Deliveries that are under way end where they
   * began; what waits for a consumer that is no longer there waits on.
   */
  replace(subscribers: readonly Subscriber[]): void {
    const wanted = new Map(subscribers.map((subscriber) => [subscriber.consumer, subscriber]));
    for (const lane of this.#lanes) {
      const next = wanted.get(lane.subscriber.consumer);
      lane.isOpen = next !== undefined;
      if (next !== undefined) lane.subscriber = next;
      wanted.delete(lane.subscriber.consumer);
    }
    this.#openLanesFor([...wanted.values()]);
    this.#look();
  }

  /** Tells that something was published to these topics. */
  readonly published = (topics: ReadonlySet<string>): void => {
    for (const lane of this.#lanes) if (topics.has(lane.subscriber.topic)) lane.dueAt = 0;
    this.#wake();
  };

  /**
   * Takes no more work and waits for what is under way; what has not ended by then is delivered again after
   * the next start. @param graceMs How long to wait.
   */
  async stop(graceMs: number): Promise<void> {
    if (this.#state !== 'running') return;
    this.#state = 'stopping';
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, graceMs)));
    const drained = new Promise<void>((resolve) => (this.#drained = resolve));
    this.#wake();
    await Promise.race([drained, over]);
    this.#state = 'stopped';
    for (const running of [timer, this.#timer, ...this.#intervals]) clearTimeout(running);
    clearImmediate(this.#turn);
    this.hosts.leave();
  }

  #openLanesFor(subscribers: readonly Subscriber[]): void {
    inTransaction(this.#database, () => {
      for (const subscriber of subscribers) {
        const subscription = this.#deliveries.subscribe(subscriber.consumer, subscriber.topic);
        this.#lanes.push({ subscription, subscriber, isOpen: true, active: 0, dueAt: 0 });
      }
    });
  }

  #wake(): void {
    if (this.#state === 'new' || this.#state === 'stopped') return;
    this.#turn ??= setImmediate(() => {
      this.#turn = undefined;
      this.#takeTurn();
    });
  }

  /** Looks for what other processes have published or freed. */
  #look(): void {
    for (const lane of this.#lanes) lane.dueAt = this.#deliveries.nextDue(lane.subscription) ?? Infinity;
    this.#wake();
  }

  #takeTurn(): void {
    clearTimeout(this.#timer);
    const now = this.#options.clock.now().getTime();
    const ready = this.#openLanes().filter(({ dueAt }) => dueAt <= now);
    const held = this.#guard(() => {
      if (this.#outcomes.length === 0 && ready.length === 0) return [];
      return inTransaction(this.#database, () => {
        for (const outcome of this.#outcomes) this.#settle(outcome, now);
        return ready.flatMap((lane) => this.#take(lane, now));
      });
    });
    if (held === undefined) {
      // What was settled is written in a later turn, what was taken is taken again.
      this.#timer = setTimeout(() => this.#wake(), FAULT_PAUSE_MS);
      return;
    }
    if (this.#outcomes.length > 0) this.#options.onSettled?.(this.#outcomes.map(({ delivery }) => delivery));
    this.#outcomes = [];
    for (const { lane, delivery } of held) this.#deliver(lane, delivery);
    if (this.#state === 'stopping' && this.#lanes.every(({ active }) => active === 0)) this.#drained();
    const nextDue = Math.min(...this.#openLanes().map(({ dueAt }) => dueAt));
    if (nextDue < now + POLL_MS) this.#timer = setTimeout(() => this.#wake(), Math.max(0, nextDue - now));
  }

  #openLanes(): Lane[] {
    if (this.#state !== 'running') return [];
    return this.#lanes.filter(({ isOpen, active, subscriber }) => isOpen && active < subscriber.concurrency);
  }

  #take(lane: Lane, now: number): { lane: Lane; delivery: HeldDelivery }[] {
    const free = lane.subscriber.concurrency - lane.active;
    const deliveries = this.#deliveries.hold(lane.subscription, now, free);
    lane.dueAt = deliveries.length === free ? 0 : (this.#deliveries.nextDue(lane.subscription) ?? Infinity);
    return deliveries.map((delivery) => ({ lane, delivery }));
  }

  #deliver(lane: Lane, delivery: HeldDelivery): void {
    lane.active++;
    const settle = (outcome: Pick<Outcome, 'error'>) => {
      lane.active--;
      this.#outcomes.push({ lane, delivery, ...outcome });
      this.#wake();
    };
    withinLimit(lane.subscriber, delivery).then(
      () => settle({}),
      (error: unknown) => settle({ error: error ?? new Error('The consumer gave no reason.') }),
    );
  }

  #settle({ lane, delivery, error }: Outcome, now: number): void {
    if (error === undefined) return this.#deliveries.ack(delivery);
    const { subscriber } = lane;
    const reason = messageOf(error);
    if (delivery.attempt >= MAX_DELIVERIES && subscriber.deadLetterTopic !== undefined) {
      if (!this.#deliveries.bury(delivery, reason)) return;
      const letter = nativeDeadLetterOf(subscriber, this.#options.project, delivery);
      this.#messages.insert(subscriber.deadLetterTopic, letter, new Date(now));
      return;
    }
    const due = now + backoffMs(subscriber.policy, delivery.attempt) * this.#options.backoffScale;
    this.#deliveries.retry(delivery, due, reason);
    lane.dueAt = Math.min(lane.dueAt, due);
  }

  /** The state file may be locked by another process, or the disk full: that passes, and nothing is lost. */
  #guard<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#options.log.error('The local queue could not use its state file; it tries again', { error });
      return undefined;
    }
  }
}

/** A delivery that does not end keeps running, as nothing can stop it, but no longer takes a place. */
async function withinLimit(subscriber: Subscriber, delivery: HeldDelivery): Promise<void> {
  const { consumer, timeoutSeconds } = subscriber;
  const late = () => new Error(`${consumer} did not end within ${timeoutSeconds} s.`);
  await withinDeadline(subscriber.deliver(delivery), timeoutSeconds * 1000, late);
}
