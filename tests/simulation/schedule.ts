import { topicOf, deadLetterTopicOf } from '../../functions/src/core/event/names.ts';
import type { Delivery } from '../../functions/src/core/delivery.ts';
import { createLogger, type Logger } from '../../functions/src/core/telemetry/logger.ts';
import { emulatorCredentials } from '../../functions/src/gcp/rest/credentials.ts';
import { entryDocumentId } from '../../functions/src/gcp/firestore/documents.ts';
import { MemoryBlobs } from '../../functions/src/testing/memory-blobs.ts';
import type { Build } from './build.ts';
import { runOn } from './environment.ts';
import { Faults, type ServiceName } from './faults.ts';
import { MOST_SKEW_MS, operate, SimulatedCloud } from './functions.ts';
import { current, type Activity, type Instance } from './instance.ts';
import { checkEvents, handlingOf, stepsFor, type Outcome } from './invariants.ts';
import { Journal } from './journal.ts';
import { Keys } from './keys.ts';
import { LedgerWatch } from './ledger-watch.ts';
import { logicOf, type Circumstances } from './logic.ts';
import { Network } from './network.ts';
import { Random } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { SimulatedFirestore } from './simulated-firestore.ts';
import { SimulatedProvider } from './simulated-provider.ts';
import { SimulatedPubSub } from './simulated-pubsub.ts';
import { checkTotals } from './totals.ts';
import { CONSUMERS, messagesOf, PROVIDER, type ConsumerName, type Message } from './workload.ts';

/** What became of one seed. */
export interface ScheduleReport {
  readonly seed: number;
  readonly steps: number;
  readonly violations: readonly string[];
  /** Step by step, if it was asked for. */
  readonly trace: readonly string[];
}

/** No schedule takes that many steps, unless something goes round and round. */
const MOST_STEPS = 60_000;
const TIMEOUT_SECONDS = 60;
const TOPIC = topicOf(PROVIDER);
const DEAD_LETTERS = deadLetterTopicOf(PROVIDER);

/**
 * Runs one schedule: events arrive, everything goes wrong for a while, operators do their part, and in the end
 * everything is fixed and has to add up.
 * @param builds Which code an instance may run. Several stand for a deploy under way: old and new side by side.
 */
export async function runSchedule(builds: readonly Build[], seed: number, isTraced = false): Promise<ScheduleReport> {
  const schedule = new Schedule(builds, seed, isTraced);
  return schedule.run();
}

class Schedule {
  readonly #builds: readonly Build[];
  readonly #seed: number;
  readonly #random: Random;
  readonly #scheduler = new Scheduler();
  readonly #journal: Journal;
  readonly #faults: Faults;
  readonly #network: Network;
  readonly #firestore: SimulatedFirestore;
  readonly #pubsub: SimulatedPubSub;
  readonly #provider = new SimulatedProvider();
  readonly #cloud: SimulatedCloud;
  readonly #keys: Keys;
  readonly #watch: LedgerWatch;
  readonly #circumstances: Circumstances;
  readonly #messages: readonly Message[];
  readonly #consumers: readonly ConsumerName[];
  readonly #policy;
  /** How many instances run the version before the one whose handlers say that they only change records. */
  readonly #oldShare: number;
  #operators = 0;

  constructor(builds: readonly Build[], seed: number, isTraced: boolean) {
    this.#builds = builds;
    this.#seed = seed;
    const random = new Random(seed);
    this.#random = random;
    const scheduler = this.#scheduler;
    const journal = new Journal(() => scheduler.now, isTraced);
    this.#journal = journal;
    this.#faults = new Faults(random, scheduler);
    const parts = { random, scheduler, journal, faults: this.#faults };
    this.#policy = {
      maxAttempts: random.between(1, 4),
      minBackoffSeconds: random.pick([0, 1, 10, 10]),
      maxBackoffSeconds: random.pick([10, 60, 600]),
      ackDeadlineSeconds: random.pick([10, 60, 120]),
    };
    this.#oldShare = random.pick([0, 0, 0.3]);
    this.#watch = new LedgerWatch({
      now: () => scheduler.now,
      journal,
      maxAttempts: this.#policy.maxAttempts,
      timeoutMs: TIMEOUT_SECONDS * 1000,
      // The same rule as the consumer's, for a clock that is behind and a way to it that takes time.
      youngMs: Math.max(this.#policy.minBackoffSeconds * 1000, 1_000) + MOST_SKEW_MS,
      hasLetter: (messageId) =>
        (this.#pubsub.topics.get(DEAD_LETTERS) ?? []).some(
          ({ attributes }) => attributes['deadlettermessageid'] === messageId,
        ),
    });
    this.#firestore = new SimulatedFirestore(this.#watch);
    this.#pubsub = new SimulatedPubSub(parts);
    this.#network = new Network(parts);
    this.#network.services.set('firestore', this.#firestore.service);
    this.#network.services.set('pubsub', this.#pubsub.service);
    this.#network.services.set('provider', this.#provider.service);
    this.#cloud = new SimulatedCloud(parts);
    this.#keys = new Keys(journal);
    this.#circumstances = {
      watch: this.#watch,
      keys: this.#keys,
      thrown: new Map(),
      isFixed: false,
      pauseMs: (activity) => this.#pauseMs(activity),
    };
    this.#messages = messagesOf(random, scheduler.now);
    this.#consumers = random.chance(0.3) ? CONSUMERS : CONSUMERS.slice(0, 1);
  }

  async run(): Promise<ScheduleReport> {
    runOn({ scheduler: this.#scheduler, network: this.#network, random: this.#random });
    try {
      this.#subscribe();
      for (const message of this.#messages)
        this.#scheduler.after(message.at, undefined, () => this.#pubsub.publish(TOPIC, message));
      this.#scheduleOperators();
      if (await this.#comesToRest(false)) await this.#mend();
    } finally {
      runOn(undefined);
    }
    const { violations, lines } = this.#journal;
    return { seed: this.#seed, steps: this.#scheduler.steps, violations, trace: lines };
  }

  /**
   * All faults and bugs are gone, and every letter is redriven. Twice, because a redrive that finds its event open, with
   * all attempts used up, is itself given up on.
   */
  async #mend(): Promise<void> {
    this.#faults.endsAt = 0;
    this.#circumstances.isFixed = true;
    for (const isLast of [false, true]) {
      this.#journal.note(undefined, () => 'everything is fixed, and every open letter is redriven');
      this.#operate('redrive');
      if (!(await this.#comesToRest(isLast))) return;
    }
  }

  async #comesToRest(isAllFixed: boolean): Promise<boolean> {
    const isAtRest = await this.#scheduler.run(MOST_STEPS);
    if (!isAtRest) this.#journal.violate(`It does not come to rest within ${MOST_STEPS} steps.`);
    if (!isAtRest || this.#journal.violations.length > 0) return false;
    const outcome: Outcome = {
      firestore: this.#firestore,
      pubsub: this.#pubsub,
      messages: this.#messages,
      consumers: this.#consumers,
      journal: this.#journal,
    };
    if (this.#pubsub.unacked > 0) this.#journal.violate('A message is never acked.');
    checkEvents(outcome, isAllFixed);
    checkTotals(outcome, this.#keys, this.#provider);
    return this.#journal.violations.length === 0;
  }

  #subscribe(): void {
    const backstop = this.#random.chance(0.8) ? 100 : this.#random.between(5, 12);
    for (const name of this.#consumers) {
      const push = this.#cloud.deploy({
        name,
        timeoutMs: TIMEOUT_SECONDS * 1000,
        start: (instance) => this.#startConsumer(name, instance),
        onAck: (delivery, activity) => this.#checkAck(name, delivery, activity),
        onNack: (why, activity) => this.#watch.nacked(why, activity),
      });
      const deadLetters = { topic: DEAD_LETTERS, maxDeliveries: backstop };
      this.#pubsub.subscribe(TOPIC, { name, policy: this.#policy, push, deadLetters });
    }
    const name = `${PROVIDER}-onDeadLetter`;
    const push = this.#cloud.deploy({
      name,
      timeoutMs: TIMEOUT_SECONDS * 1000,
      start: (instance) => this.#startKeeper(instance),
    });
    this.#pubsub.subscribe(DEAD_LETTERS, { name, policy: this.#policy, push });
  }

  #startConsumer(name: ConsumerName, instance: Instance) {
    const build = this.#random.pick(this.#builds);
    const ports = this.#portsOf(build, instance);
    const definition = {
      ...logicOf(build, name, this.#circumstances, this.#random.chance(this.#oldShare)),
      name,
      provider: PROVIDER,
      policy: { ...build.DEFAULT_DELIVERY_POLICY, ...this.#policy },
      timeoutSeconds: TIMEOUT_SECONDS,
    };
    const consumer = new build.Consumer(definition, ports, NO_SERVICES);
    return (delivery: Delivery) => consumer.handle(delivery, ports.log);
  }

  #startKeeper(instance: Instance) {
    const build = this.#random.pick(this.#builds);
    const { store, log } = this.#portsOf(build, instance);
    return (delivery: Delivery) => build.keepLetter(PROVIDER, delivery, store, log);
  }

  #portsOf(build: Build, instance: Instance) {
    const target = (service: ServiceName) => () => ({ origin: `http://${service}`, credentials: emulatorCredentials });
    return {
      store: new build.FirestoreStore({ database: '(default)', collectionPrefix: '' }, target('firestore')),
      publisher: new build.RestPublisher('', target('pubsub')),
      clock: { now: () => new Date(this.#scheduler.now + instance.skewMs) },
      blobs: new MemoryBlobs(),
      log: this.#logger(instance),
    };
  }

  #logger({ name }: Instance): Logger {
    return createLogger(({ message, severity: _severity, ...fields }) => {
      this.#journal.note(current.getStore()?.name ?? name, () => `logs ${message} ${JSON.stringify(fields)}`);
    }, 'info');
  }

  #pauseMs({ instance }: Activity): number {
    if (!this.#faults.stalls()) return 0;
    const ms = this.#faults.freezeMs();
    this.#journal.note(instance.name, () => `stalls in a handler for ${ms} ms`);
    instance.freeze(this.#scheduler.now + ms);
    return 1;
  }

  /** What is acked is done or dead, unless there was nothing to do. */
  #checkAck(consumer: ConsumerName, delivery: Delivery, activity: Activity): void {
    const handling = handlingOf(delivery, consumer, this.#messages);
    if (handling === undefined || stepsFor(handling.deeds, consumer).size === 0) return;
    if (!this.#watch.wasSettled(entryDocumentId(handling.key), activity.startedAt))
      this.#journal.violate(`${activity.name} acks ${delivery.messageId}, which is neither done nor dead.`);
  }

  #scheduleOperators(): void {
    const random = this.#random;
    for (let left = random.between(0, 5); left > 0; left--) {
      this.#scheduler.after(random.duration(1_000, 900_000), undefined, () => {
        const what = random.pick(['redrive', 'redrive', 'dismiss', 'replay', 'fix'] as const);
        if (what === 'fix') this.#circumstances.isFixed = true;
        else this.#operate(what);
      });
    }
  }

  #operate(what: 'redrive' | 'dismiss' | 'replay'): void {
    const instance = this.#cloud.instance(`operator-${++this.#operators}`);
    const build = this.#random.pick(this.#builds);
    const ports = this.#portsOf(build, instance);
    this.#journal.note(instance.name, () => what);
    operate({ scheduler: this.#scheduler, journal: this.#journal }, instance, () => {
      if (what === 'redrive') return build.redrive(ports, {});
      if (what === 'dismiss') return build.dismiss(ports, {}, 'Nobody wants it.');
      return build.replay(
        { history: this.#history(), publisher: ports.publisher, ledger: ports.store },
        this.#replay(),
      );
    });
  }

  #replay() {
    const again = this.#random.chance(0.7) && `again-${this.#random.between(1, 2)}`;
    const redrive = this.#random.chance(0.3) && this.#random.uuid();
    return {
      provider: PROVIDER,
      consumer: this.#random.pick(this.#consumers),
      since: new Date(0),
      until: new Date(this.#scheduler.now),
      types: [],
      ...(again !== false && { again }),
      ...(redrive !== false && { redrive }),
    };
  }

  #history() {
    const kept = [...(this.#pubsub.topics.get(TOPIC) ?? [])];
    return {
      async *messages() {
        yield* kept;
      },
    };
  }
}

const NO_SERVICES = { apiKey: () => Promise.reject(new Error('There is no API key.')) };
