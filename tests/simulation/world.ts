import { deadLetterTopicOf, topicOf } from '../../functions/src/core/event/names.ts';
import { Faults } from './faults.ts';
import { MOST_SKEW_MS, SimulatedCloud } from './functions.ts';
import type { Activity } from './instance.ts';
import { Journal } from './journal.ts';
import { Keys } from './keys.ts';
import { LedgerWatch } from './ledger-watch.ts';
import type { Circumstances } from './logic.ts';
import { Network } from './network.ts';
import { Random } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { SimulatedFirestore } from './simulated-firestore.ts';
import { SimulatedProvider } from './simulated-provider.ts';
import { SimulatedPubSub } from './simulated-pubsub.ts';
import { CONSUMERS, messagesOf, PROVIDER } from './workload.ts';

export const TIMEOUT_SECONDS = 60;
export const TOPIC = topicOf(PROVIDER);
export const DEAD_LETTERS = deadLetterTopicOf(PROVIDER);

/** Sets the numbers that decide about what is put off apart, so that other schedules stay the same. */
const PATIENCE = 0x5bd1e995;

export type World = ReturnType<typeof createWorld>;

/** Everything that a seed decides before the first step: services, faults, events, and the policy that delivers them. */
export function createWorld(seed: number, isTraced: boolean) {
  const random = new Random(seed);
  const scheduler = new Scheduler();
  const journal = new Journal(() => scheduler.now, isTraced);
  const faults = new Faults(random, scheduler);
  const parts = { random, scheduler, journal, faults };
  const policy = {
    maxAttempts: random.between(1, 4),
    minBackoffSeconds: random.pick([0, 1, 10, 10]),
    maxBackoffSeconds: random.pick([10, 60, 600]),
    ackDeadlineSeconds: random.pick([10, 60, 120]),
  };
  /** How many instances run the version before the one whose handlers say that they only change records. */
  const oldShare = random.pick([0, 0, 0.3]);
  const pubsub = new SimulatedPubSub(parts);
  const watch = new LedgerWatch({
    now: () => scheduler.now,
    journal,
    maxAttempts: policy.maxAttempts,
    timeoutMs: TIMEOUT_SECONDS * 1000,
    // The same rule as the consumer's, for a clock that is behind and a way to it that takes time.
    youngMs: Math.max(policy.minBackoffSeconds * 1000, 1_000) + MOST_SKEW_MS,
    hasLetter: (messageId) =>
      (pubsub.topics.get(DEAD_LETTERS) ?? []).some(({ attributes }) => attributes['deadlettermessageid'] === messageId),
  });
  const firestore = new SimulatedFirestore(watch, () => scheduler.now);
  const provider = new SimulatedProvider();
  const network = new Network(parts);
  network.services.set('firestore', firestore.service);
  network.services.set('pubsub', pubsub.service);
  network.services.set('provider', provider.service);
  const cloud = new SimulatedCloud(parts);
  const keys = new Keys(journal);
  const pauseMs = ({ instance }: Activity): number => {
    if (!faults.stalls()) return 0;
    const ms = faults.freezeMs();
    journal.note(instance.name, () => `stalls in a handler for ${ms} ms`);
    instance.freeze(scheduler.now + ms);
    return 1;
  };
  const circumstances: Circumstances = { watch, keys, thrown: new Map(), isFixed: false, pauseMs };
  const patience = new Random(seed ^ PATIENCE);
  const isPatient = patience.chance(0.3);
  const messages = messagesOf(random, scheduler.now, new Random(~seed), isPatient ? patience : undefined);
  const consumers = random.chance(0.3) ? CONSUMERS : CONSUMERS.slice(0, 1);
  return {
    ...parts,
    policy,
    oldShare,
    pubsub,
    watch,
    firestore,
    provider,
    network,
    cloud,
    circumstances,
    messages,
    consumers,
    /** Decides about the scheduled function that wakes what was put off, in a schedule that has one. */
    patience: isPatient ? patience : undefined,
  };
}
