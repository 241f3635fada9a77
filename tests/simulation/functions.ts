import type { Delivery } from '../../functions/src/core/delivery.ts';
import type { Faults } from './faults.ts';
import { current, Instance, type Activity } from './instance.ts';
import type { Journal } from './journal.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Ending, Push } from './simulated-pubsub.ts';

/** Handles one delivery; resolves for an ack. */
export type Handle = (delivery: Delivery) => Promise<void>;

export interface FunctionOptions {
  readonly name: string;
  readonly timeoutMs: number;
  /** Loads the function into a new instance. */
  readonly start: (instance: Instance) => Handle;
  /** Called when an instance acks. */
  readonly onAck?: (delivery: Delivery, activity: Activity) => void;
  /** Called when an instance has a message delivered again. @param why A `RedeliveryCause`. */
  readonly onNack?: (why: unknown, activity: Activity) => void;
}

interface CloudParts {
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly journal: Journal;
}

interface Running {
  readonly instance: Instance;
  readonly handle: Handle;
  /** Ends the open deliveries, each as the broken connection shows it. */
  readonly open: Set<() => void>;
}

const MOST_INSTANCES = 3;
const CONCURRENCY = 3;
export const MOST_SKEW_MS = 500;

/** The instances of all functions: they start on demand, stall, die, and run on after their time limit. */
export class SimulatedCloud {
  readonly #parts: CloudParts;
  readonly #running: Running[] = [];
  #deliveries = 0;

  constructor(parts: CloudParts) {
    this.#parts = parts;
    this.#scheduleMischief();
  }

  /** A new process: a tool of an operator, or an instance. @param skewMs How far its clock is ahead, beside the usual. */
  instance(name: string, skewMs = 0): Instance {
    return new Instance(name, skewMs + this.#parts.random.between(-MOST_SKEW_MS, MOST_SKEW_MS));
  }

  /** Where a subscription pushes to. */
  deploy(options: FunctionOptions): Push {
    const own: Running[] = [];
    return (delivery, ended) => this.#run(options, this.#instanceOf(options, own), delivery, ended);
  }

  #instanceOf({ name, start }: FunctionOptions, own: Running[]): Running {
    const { random } = this.#parts;
    const alive = own.filter(({ instance }) => instance.isAlive);
    const free = alive.filter(({ open }) => open.size < CONCURRENCY);
    if (free.length > 0 && (alive.length >= MOST_INSTANCES || random.chance(0.7))) return random.pick(free);
    const instance = this.instance(`${name}#${own.length + 1}`);
    const running = { instance, handle: start(instance), open: new Set<() => void>() };
    instance.onDeath = () => {
      for (const broken of running.open) broken();
    };
    own.push(running);
    this.#running.push(running);
    return running;
  }

  #run(
    { timeoutMs, onAck, onNack }: FunctionOptions,
    running: Running,
    delivery: Delivery,
    ended: (ending: Ending) => void,
  ): void {
    const { random, scheduler, journal } = this.#parts;
    const { instance, handle, open } = running;
    const { messageId, attributes } = delivery;
    const name = `${instance.name}/${++this.#deliveries}`;
    const { replay, redrive, consumer: addressee } = attributes;
    const messageAgeMs = scheduler.now - delivery.publishTime.getTime();
    const about = { messageId, messageAgeMs, replay, isRedrive: redrive !== undefined, addressee };
    const activity = { name, instance, ...about, startedAt: scheduler.now };
    const end = (ending: Ending) => {
      if (!open.delete(broken)) return;
      ended(ending);
    };
    const broken = () => scheduler.after(random.duration(1, 1_000), undefined, () => end('nack'));
    const settle = (ending: Ending, why = '') => {
      if (!instance.isAlive) return;
      journal.note(name, () => `${ending}s ${messageId} ${why}`);
      if (ending === 'ack') onAck?.(delivery, activity);
      scheduler.after(random.duration(1, 50), undefined, () => end(ending));
    };
    open.add(broken);
    journal.note(name, () => `is given ${messageId} (${attributes['id'] ?? 'no event'})`);
    scheduler.after(random.duration(1, 200), activity, () => {
      handle(delivery).then(
        () => settle('ack'),
        (error: unknown) => {
          if (!(error instanceof Error) || error.name !== 'Redeliver')
            journal.violate(`${name} throws ${String(error)}.`);
          if (instance.isAlive && error instanceof Error && 'why' in error) onNack?.(error.why, activity);
          settle('nack', String(error));
        },
      );
    });
    scheduler.after(timeoutMs, undefined, () => {
      if (!open.has(broken)) return;
      journal.note(name, () => 'is out of time');
      end('nack');
      this.#outOfTime(running);
    });
  }

  /** Cloud Run answers for an instance that is too slow, and lets it live: with a processor, or without. */
  #outOfTime(running: Running): void {
    const { random } = this.#parts;
    const fate = random.pick(['killed', 'frozen', 'running']);
    if (fate === 'killed') this.#kill(running);
    if (fate === 'frozen') this.#freeze(running.instance);
  }

  #scheduleMischief(): void {
    const { random, scheduler, faults } = this.#parts;
    if (faults.mischiefMs === 0) return;
    scheduler.after(random.duration(1_000, 2 * faults.mischiefMs), undefined, () => {
      if (faults.areOver) return;
      const alive = this.#running.filter(({ instance }) => instance.isAlive);
      const busy = alive.filter(({ open }) => open.size > 0);
      const victims = busy.length > 0 ? busy : alive;
      if (victims.length > 0) {
        const victim = random.pick(victims);
        if (random.chance(0.5)) this.#kill(victim);
        else this.#freeze(victim.instance);
      }
      this.#scheduleMischief();
    });
  }

  #kill({ instance }: Running): void {
    this.#parts.journal.note(instance.name, () => 'is killed');
    instance.kill();
  }

  #freeze(instance: Instance): void {
    const { scheduler, faults, journal } = this.#parts;
    const ms = faults.freezeMs();
    journal.note(instance.name, () => `is frozen for ${ms} ms`);
    instance.freeze(scheduler.now + ms);
  }
}

/** Runs what an operator does, in a separate process that may die like any other. */
export function operate(
  { scheduler, journal }: Pick<CloudParts, 'scheduler' | 'journal'>,
  instance: Instance,
  run: () => Promise<unknown>,
): void {
  const activity = { name: instance.name, instance, startedAt: scheduler.now };
  current.run(activity, () => {
    run().then(
      (report) => journal.note(instance.name, () => `has finished: ${JSON.stringify(report)}`),
      (error: unknown) => journal.note(instance.name, () => `has failed: ${String(error)}`),
    );
  });
}
