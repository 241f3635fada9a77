import type { Delivery } from '../../functions/src/core/delivery.ts';
import { entryDocumentId } from '../../functions/src/gcp/firestore/documents.ts';
import type { Build } from './build.ts';
import { RESERVED_COLLECTIONS } from '../../functions/src/core/ledger/store.ts';
import { runOn } from './environment.ts';
import { operate } from './functions.ts';
import type { Activity } from './instance.ts';
import { checkEvents, handlingOf, stepsFor } from './invariants.ts';
import { Operators } from './operators.ts';
import { Software } from './software.ts';
import { checkTotals } from './totals.ts';
import { PROVIDER, type ConsumerName } from './workload.ts';
import { createWorld, DEAD_LETTERS, TIMEOUT_SECONDS, TOPIC, type World } from './world.ts';

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
const MINUTE_MS = 60_000;
/** An event may be put off a hundred times, for ten minutes each. */
const MOST_WAKINGS = 2_000;

/**
 * Runs one schedule: events arrive, everything goes wrong for a while, operators do their part, and in the end
 * everything is fixed and has to add up.
 * @param builds Which code an instance may run. Several stand for a deploy under way: old and new side by side.
 */
export async function runSchedule(builds: readonly Build[], seed: number, isTraced = false): Promise<ScheduleReport> {
  const world = createWorld(seed, isTraced);
  const software = new Software(builds, world);
  const operators = new Operators(world, software);
  runOn(world);
  try {
    subscribe(world, software);
    for (const message of world.messages)
      world.scheduler.after(message.at, undefined, () => world.pubsub.publish(TOPIC, message));
    operators.schedule();
    if (await comesToRest(world, software, false)) await fix(world, software, operators);
  } finally {
    runOn(undefined);
  }
  const { violations, lines } = world.journal;
  return { seed, steps: world.scheduler.steps, violations, trace: lines };
}

/**
 * All faults and bugs are gone, and every letter is redriven. Three times: Pub/Sub may give the first redrive up while a
 * lease from before is not over, and one that finds its event open, with all attempts used up, is itself given up on.
 */
async function fix(world: World, software: Software, operators: Operators): Promise<void> {
  world.faults.endsAt = 0;
  world.circumstances.isFixed = true;
  for (const isLast of [false, false, true]) {
    world.journal.note(undefined, () => 'everything is fixed, and every open letter is redriven');
    operators.operate('redrive');
    if (!(await comesToRest(world, software, isLast))) return;
  }
}

/** @returns whether all is well once nothing is left to happen. */
async function comesToRest(world: World, software: Software, isAllFixed: boolean): Promise<boolean> {
  const { scheduler, journal, pubsub, circumstances, provider } = world;
  do {
    scheduleWaking(world, software);
    const isAtRest = await scheduler.run(MOST_STEPS);
    if (!isAtRest) journal.violate(`It does not come to rest within ${MOST_STEPS} steps.`);
    if (journal.violations.length > 0) return false;
  } while (isSomethingPutOff(world));
  if (pubsub.unacked > 0) journal.violate('A message is never acked.');
  checkEvents(world, isAllFixed);
  checkTotals(world, circumstances.keys, provider);
  return journal.violations.length === 0;
}

/** Runs the scheduled function each minute until nothing is put off any longer, in a schedule that has one. */
function scheduleWaking(world: World, software: Software): void {
  const { scheduler, journal, cloud, faults, patience, pubsub } = world;
  if (patience === undefined) return;
  let wakings = 0;
  const tick = () => {
    if (++wakings > MOST_WAKINGS) return journal.violate('Something stays put off.');
    const instance = cloud.instance(`sagas-wake-${wakings}`);
    operate(world, instance, () => software.wake(instance));
    if (!faults.areOver && patience.chance(0.3))
      scheduler.after(patience.duration(1, 1_000), undefined, () => instance.kill());
    if (isSomethingPutOff(world) || pubsub.unacked > 0) scheduler.after(MINUTE_MS, undefined, tick);
  };
  scheduler.after(MINUTE_MS / 2, undefined, tick);
}

function isSomethingPutOff({ firestore }: World): boolean {
  return firestore.collection(RESERVED_COLLECTIONS.parkedMessages).size > 0;
}

/** Connects the functions to the topics, as a deploy does. */
function subscribe(world: World, software: Software): void {
  const { random, cloud, pubsub, consumers, policy, watch } = world;
  const timeoutMs = TIMEOUT_SECONDS * 1000;
  const maxDeliveries = random.chance(0.8) ? 100 : random.between(5, 12);
  for (const name of consumers) {
    const push = cloud.deploy({
      name,
      timeoutMs,
      start: (instance) => software.consumer(name, instance),
      onAck: (delivery, activity) => checkAck(world, name, delivery, activity),
      onNack: (why, activity) => watch.nacked(why, activity),
    });
    pubsub.subscribe(TOPIC, { name, policy, push, deadLetters: { topic: DEAD_LETTERS, maxDeliveries } });
  }
  const name = `${PROVIDER}-onDeadLetter`;
  const push = cloud.deploy({ name, timeoutMs, start: (instance) => software.keeper(instance) });
  pubsub.subscribe(DEAD_LETTERS, { name, policy, push });
}

/** What is acked is done, dead or put off, unless there was nothing to do. */
function checkAck(
  { messages, watch, journal }: World,
  consumer: ConsumerName,
  delivery: Delivery,
  { name, startedAt }: Activity,
): void {
  const handling = handlingOf(delivery, consumer, messages);
  if (handling === undefined || stepsFor(handling.deeds, consumer).size === 0) return;
  const id = entryDocumentId(handling.key);
  if (!watch.wasSettled(id, startedAt) && !watch.wasPutOff(id, startedAt))
    journal.violate(`${name} acks ${delivery.messageId}, which is neither done nor dead, nor put off.`);
}
