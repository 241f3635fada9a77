import { instancePlace } from '../../../functions/src/core/durable/instance-record.ts';
import { RETENTION } from '../../../functions/src/core/ledger/retention.ts';
import { runOn } from '../environment.ts';
import { operate } from '../functions.ts';
import type { Instance } from '../instance.ts';
import type { ScheduleReport } from '../schedule.ts';
import { MINUTE } from './saga-plan.ts';
import type { SagaBuild } from './saga-build.ts';
import { checkSagas } from './saga-invariants.ts';
import { SagaSoftware, consumerOf } from './saga-software.ts';
import { PROVIDERS } from './saga-workload.ts';
import { createSagaWorld, SAGAS_TOPIC, TIMEOUT_SECONDS, TOPICS, type SagaWorld } from './saga-world.ts';
import { topicOf } from '../../../functions/src/core/event/names.ts';

/** No schedule takes that many steps, unless something goes round and round. */
const MOST_STEPS = 80_000;
/** Minutes in which what is due has to be settled. */
const MOST_SWEEPS = 400;
/** An instance that is due later than that waits to be removed. */
const SOON_MS = 60 * MINUTE;
const CLOCKS_DIFFER_MS = 1_500;

/** Runs one schedule of durable sagas: facts arrive, moments come, everything goes wrong for a while, and has to add up. */
export async function runSagaSchedule(build: SagaBuild, seed: number, isTraced = false): Promise<ScheduleReport> {
  const world = createSagaWorld(seed, isTraced);
  const software = new SagaSoftware(build, world);
  const { scheduler, pubsub, random, circumstances, retiredAt, journal } = world;
  runOn(world);
  try {
    subscribe(world, software);
    for (const { at, provider, message } of world.events)
      scheduler.after(at, undefined, () => pubsub.publish(topicOf(provider), message));
    for (let left = random.between(0, 4); left > 0; left--) {
      const ms = random.chance(0.5)
        ? random.pick(world.events).at + random.between(1_000, MINUTE)
        : random.duration(MINUTE / 2, 15 * MINUTE);
      world.busyUntil = Math.max(world.busyUntil, scheduler.now + ms + MINUTE);
      scheduler.after(ms, undefined, () => {
        const what = random.pick(['fix', 'fix and redrive', 'replay', 'redrive', 'redrive'] as const);
        if (what === 'fix' || what === 'fix and redrive') circumstances.isFixed = true;
        if (what === 'replay') replay(world, software);
        else if (what !== 'fix') redrive(world, software);
      });
    }
    scheduler.after(retiredAt - scheduler.now, undefined, () => software.retire());
    if (await comesToRest(world, software, false)) await fix(world, software);
    if (random.chance(0.2) && journal.violations.length === 0) await forget(world, software);
  } finally {
    runOn(undefined);
  }
  return { seed, steps: scheduler.steps, violations: journal.violations, trace: journal.lines };
}

async function fix(world: SagaWorld, software: SagaSoftware): Promise<void> {
  world.faults.endsAt = 0;
  world.circumstances.isFixed = true;
  for (const isLast of [false, false, true]) {
    world.journal.note(undefined, () => 'everything is fixed, and every open letter is redriven');
    redrive(world, software);
    if (!(await comesToRest(world, software, isLast))) return;
  }
}

function redrive(world: SagaWorld, software: SagaSoftware): void {
  world.isOperated = true;
  const instance = world.cloud.instance(`operator-${world.scheduler.steps}`);
  operate(world, instance, () => software.redrive(instance));
}

/** Long after the last fact every instance is forgotten, and not before. */
async function forget(world: SagaWorld, software: SagaSoftware): Promise<void> {
  const { scheduler, watch, journal } = world;
  for (const ms of [RETENTION.quietInstance.ms - 24 * 60 * MINUTE, 25 * 60 * MINUTE]) {
    scheduler.after(ms, undefined, () => scheduleSweeps(world, software));
    if (!(await scheduler.run(MOST_STEPS))) journal.violate('Forgetting does not come to rest.');
  }
  if (watch.due.size > 0) journal.violate(`${watch.due.size} instances are never forgotten.`);
}

/** Sends the events of a provider once more, as new ones of which the instances know. */
function replay(world: SagaWorld, software: SagaSoftware): void {
  world.isOperated = true;
  const instance = world.cloud.instance(`operator-${world.scheduler.steps}`);
  operate(world, instance, () => software.replay(world.random.pick(PROVIDERS), instance));
}

async function comesToRest(world: SagaWorld, software: SagaSoftware, isAllFixed: boolean): Promise<boolean> {
  const { scheduler, journal, pubsub } = world;
  // An instance that was frozen may run on after the last sweep, and add a fact. Cloud Scheduler never stops.
  do {
    scheduleSweeps(world, software);
    if (!(await scheduler.run(MOST_STEPS))) journal.violate(`It does not come to rest within ${MOST_STEPS} steps.`);
    if (journal.violations.length > 0) return false;
  } while (isSomethingDue(world));
  if (pubsub.unacked > 0) journal.violate('A message is never acked.');
  checkSagas(world, isAllFixed);
  return journal.violations.length === 0;
}

/** Runs the scheduled function each minute until nothing is due any longer, and twice more. */
function scheduleSweeps(world: SagaWorld, software: SagaSoftware): void {
  const { scheduler, journal, cloud, sweepSkewMs } = world;
  let [sweeps, calm] = [0, 0];
  const tick = () => {
    calm = isCalm(world) ? calm + 1 : 0;
    if (calm > 3) return;
    if (++sweeps > MOST_SWEEPS) {
      journal.violate('Something stays due.');
      return;
    }
    const instance = cloud.instance(`sagas-wake-${sweeps}`, sweepSkewMs);
    operate(world, instance, () => sweepAll(world, software, instance));
    scheduler.after(MINUTE, undefined, tick);
  };
  scheduler.after(MINUTE / 2, undefined, tick);
}

/** Runs the scheduled function once. If nothing kept it from that, it has woken all that is due. */
async function sweepAll(
  { scheduler, inSteps, watch, pubsub, journal }: SagaWorld,
  software: SagaSoftware,
  instance: Instance,
): Promise<unknown> {
  const soon = inSteps(scheduler.now - CLOCKS_DIFFER_MS);
  const due = [...watch.due].filter(([, dueAt]) => dueAt !== undefined && dueAt <= soon);
  const before = pubsub.topics.get(SAGAS_TOPIC)?.length ?? 0;
  const report = await software.sweep(instance);
  const published = (pubsub.topics.get(SAGAS_TOPIC) ?? []).slice(before).map(({ data }) => instanceNamed(data));
  for (const [id, dueAt] of due)
    if (watch.due.get(id) === dueAt && !published.includes(id))
      journal.violate(`${instance.name} leaves ${id} asleep.`);
  return report;
}

/** The id of the instance that a message is about. */
function instanceNamed(data: Uint8Array): string {
  const { data: about }: { data: { saga: string; key: string } } = JSON.parse(Buffer.from(data).toString());
  return instancePlace(about.saga, about.key).id;
}

function isCalm({ scheduler, pubsub, watch, events, busyUntil, start }: SagaWorld): boolean {
  const { now } = scheduler;
  if (now < busyUntil || pubsub.unacked > 0 || events.some(({ at }) => start + at >= now)) return false;
  return !isSomethingDue({ scheduler, watch });
}

/** Whether an instance is due, or will be soon. */
function isSomethingDue({ scheduler: { now }, watch }: Pick<SagaWorld, 'scheduler' | 'watch'>): boolean {
  return [...watch.due.values()].some((dueAt) => dueAt !== undefined && dueAt <= now + SOON_MS);
}

/** Connects the functions to the topics, as a deploy does. */
function subscribe(world: SagaWorld, software: SagaSoftware): void {
  const { random, cloud, pubsub, policy } = world;
  const timeoutMs = TIMEOUT_SECONDS * 1000;
  const maxDeliveries = random.chance(0.8) ? 100 : random.between(5, 12);
  const isProvider = (name: string) => PROVIDERS.find((provider) => provider === name);
  for (const { provider, topic, deadLetters } of TOPICS) {
    const own = isProvider(provider);
    const name = own === undefined ? 'sagas-onSagaEvent' : consumerOf(own);
    const push = cloud.deploy({
      name,
      timeoutMs,
      start: (instance) => (own === undefined ? software.sagaConsumer(instance) : software.consumer(own, instance)),
    });
    pubsub.subscribe(topic, { name, policy, push, deadLetters: { topic: deadLetters, maxDeliveries } });
    const keeper = cloud.deploy({
      name: `${provider}-onDeadLetter`,
      timeoutMs,
      start: (instance) => software.keeper(provider, instance),
    });
    pubsub.subscribe(deadLetters, { name: `${provider}-onDeadLetter`, policy, push: keeper });
  }
}
