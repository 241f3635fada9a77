import { deadLetterTopicOf, topicOf } from '../../../functions/src/core/event/names.ts';
import { Faults } from '../faults.ts';
import { MOST_SKEW_MS, SimulatedCloud } from '../functions.ts';
import type { Activity } from '../instance.ts';
import { Journal } from '../journal.ts';
import { Network } from '../network.ts';
import { Random } from '../random.ts';
import { Scheduler } from '../scheduler.ts';
import { SimulatedFirestore } from '../simulated-firestore.ts';
import { SimulatedPubSub } from '../simulated-pubsub.ts';
import { InstanceWatch } from './instance-watch.ts';
import { MINUTE } from './saga-plan.ts';
import type { SagaCircumstances } from './saga-logic.ts';
import { crowdOf, limitedEventsOf, seat } from './limited-workload.ts';
import { factEventsOf, PROVIDERS } from './saga-workload.ts';

export const TIMEOUT_SECONDS = 60;
export const SAGAS_TOPIC = topicOf('sagas');
export const TOPICS = [...PROVIDERS, 'sagas'].map((provider) => ({
  provider,
  topic: topicOf(provider),
  deadLetters: deadLetterTopicOf(provider),
}));

/** The versions that run: only the newest; old and new side by side; or the old until a deploy. */
const DEPLOYS = ['new', 'new', 'beside', 'deploy'] as const;

export type SagaWorld = ReturnType<typeof createSagaWorld>;

/** Everything that a seed decides before the first step. */
export function createSagaWorld(seed: number, isTraced: boolean) {
  const random = new Random(seed + 0x5a6a);
  const scheduler = new Scheduler();
  const start = scheduler.now;
  const journal = new Journal(() => scheduler.now, isTraced);
  const faults = new Faults(random, scheduler);
  const parts = { random, scheduler, journal, faults };
  const policy = {
    maxAttempts: random.between(1, 4),
    minBackoffSeconds: random.pick([0, 1, 10, 30]),
    maxBackoffSeconds: random.pick([30, 60, 600]),
    ackDeadlineSeconds: random.pick([10, 60, 120]),
  };
  /** Clocks go in steps: whatever happens within one happens at the same moment. */
  const stepMs = random.pick([1, 1, 1_000, MINUTE / 2, 2 * MINUTE]);
  const inSteps = (moment: number) => Math.floor(moment / stepMs) * stepMs;
  const storeSkewMs = random.between(-300, 300);
  const storeTime = (moment: number) => inSteps(moment + storeSkewMs);
  const pubsub = new SimulatedPubSub(parts);
  const watch = new InstanceWatch({
    now: () => scheduler.now,
    storeTime,
    stepMs,
    publishedAt: (messageId) => pubsub.publishedAt(messageId),
    // The same rule as the consumer's, for a clock that is behind.
    youngMs: 10 * MINUTE + MOST_SKEW_MS,
    journal,
  });
  const firestore = new SimulatedFirestore(watch, () => storeTime(scheduler.now), ['marks']);
  const network = new Network(parts);
  network.services.set('firestore', firestore.service);
  network.services.set('pubsub', pubsub.service);
  const effects = new Map<string, string>();
  network.services.set('provider', (_path, body) => {
    const { idempotencyKey, instance, name }: { idempotencyKey: string; instance: string; name: string } =
      JSON.parse(body);
    if (!effects.has(idempotencyKey)) watch.performed(instance, name);
    const earlier = effects.get(idempotencyKey) ?? name;
    if (earlier !== name) journal.violate(`${earlier} and ${name} share an idempotency key.`);
    effects.set(idempotencyKey, name);
    return { status: 200, body: {} };
  });
  const cloud = new SimulatedCloud(parts);
  const circumstances: SagaCircumstances = {
    kindSeed: random.between(0, 2),
    isFixed: false,
    outcomeOf: outcomes(random.between(0, 1e9), () => circumstances.isFixed, random.pick([0, 0.2, 0.5])),
    pauseMs: ({ instance }: Activity): number => {
      if (!faults.stalls()) return 0;
      const ms = faults.freezeMs();
      journal.note(instance.name, () => `stalls in a handler for ${ms} ms`);
      instance.freeze(scheduler.now + ms);
      return 1;
    },
  };
  const deploy = random.pick(DEPLOYS);
  // A separate generator, so that a schedule is the same with and without them.
  const limits = new Random(seed + 0x11a17);
  const crowd = crowdOf(limits);
  const events = [...factEventsOf(random, start), ...limitedEventsOf(limits, start, crowd)];
  if (crowd !== undefined) seat(firestore, crowd, storeTime(start));
  const retiredAt = deploy === 'new' ? start : start + random.between(8 * MINUTE, 14 * MINUTE);
  return {
    ...parts,
    policy,
    inSteps,
    storeTime,
    watch,
    firestore,
    pubsub,
    network,
    cloud,
    effects,
    circumstances,
    start,
    deploy,
    /** Often while an event is under way. */
    deployedAt: start + (random.chance(0.5) ? random.pick(events).at : random.between(0, 8 * MINUTE)),
    /** From then on, nothing runs the older version. */
    retiredAt,
    /** Until then, somebody is going to do something. */
    busyUntil: Math.max(retiredAt, faults.endsAt),
    /** Whether the older version only collects facts, and what then becomes of the past. */
    collecting: deploy === 'deploy' ? random.pick(['no', 'silently', 'acting'] as const) : 'no',
    /** Whether the older version lacks a saga. */
    lacking: deploy === 'new' ? 0 : random.pick([0, 0, 0.3]),
    /** Facts that were skipped because their events name no instance: `<event> <saga>/<fact>`. */
    skipped: new Set<string>(),
    /** Whether an operator has had anything delivered once more. */
    isOperated: false,
    /** Whether the clock of the scheduled function is hours fast. */
    sweepSkewMs: random.chance(0.1) ? 120 * MINUTE : 0,
    page: random.pick([1, 2, 500]),
    events,
  };
}

/** How runs of each command end: decided for a command when it first runs, and the same for those that are equal. */
function outcomes(seed: number, isFixed: () => boolean, rate: number): SagaCircumstances['outcomeOf'] {
  const plans = new Map<string, { readonly fault: 'transient' | 'permanent'; left: number }>();
  return (about) => {
    const plan = plans.get(about) ?? planFor(new Random(seed + plans.size), rate);
    plans.set(about, plan);
    if (isFixed() || plan.left === 0) return 'done';
    plan.left--;
    return plan.fault;
  };
}

function planFor(random: Random, rate: number): { readonly fault: 'transient' | 'permanent'; left: number } {
  const left = random.chance(rate) ? random.pick([1, 2, 1_000]) : 0;
  return { fault: random.pick(['transient', 'transient', 'permanent']), left };
}
