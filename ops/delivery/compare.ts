import type { Desired, DesiredSubscription, HandOver } from './desired.ts';
import { shortName, subscriptionDifference, timeInWords, topicDifference, type Change } from './differences.ts';
import { droppedBy, reachOf, type Dropped } from './dropped-events.ts';
import { pausedConsumer, pausedTarget, pauseStateOf, type PausedConsumer } from './pause.ts';
import { DeliveryFault, type DeliveryPorts, type Grant } from './ports.ts';

/** Where and when the policy is applied. */
export interface Moment {
  readonly projectId: string;
  readonly now: Date;
}

/** How one thing differs from what the policy wants. */
export interface Comparison {
  readonly differences: readonly Omit<Change, 'of'>[];
  /** What was lost because of it. */
  readonly dropped?: Dropped;
  /** Set if it is a consumer's, and paused. A pause is not a difference. */
  readonly paused?: PausedConsumer;
  readonly mend: () => Promise<void>;
}

/** Compares one thing with what the policy wants. @throws {GoogleApiError} @throws {DeliveryFault} */
export async function compare(wanted: Desired, ports: DeliveryPorts, moment: Moment): Promise<Comparison> {
  switch (wanted.kind) {
    case 'topic': {
      const { name, settings } = wanted;
      const actual = await ports.pubsub.topic(name);
      const { changes, update } = topicDifference(actual, settings);
      return {
        differences: changes,
        mend: () =>
          actual === undefined ? ports.pubsub.createTopic(name, settings) : ports.pubsub.updateTopic(name, update),
      };
    }
    case 'subscription':
      return compareSubscription(wanted, ports, moment);
    case 'hand-over':
      return compareHandOver(wanted, ports, moment);
    case 'grant': {
      const granted = await ports.grants.has(wanted);
      return difference(!granted, roleOf(wanted), ['not granted', 'granted'], () => ports.grants.add(wanted));
    }
    case 'expiry': {
      const state = await ports.expiry.state(wanted);
      // CREATING is on its way; NEEDS_REPAIR left documents out and is asked for again.
      const isOn = state === 'ACTIVE' || state === 'CREATING';
      return difference(!isOn, 'expiry', [state ?? 'off', 'on'], () => ports.expiry.enable(wanted));
    }
    case 'cleanup': {
      const days = await ports.bodies.days(wanted.bucket, wanted.prefix);
      const texts = [days === undefined ? 'never' : `after ${days} days`, `after ${wanted.days} days`] as const;
      return difference(days !== wanted.days, 'deleted', texts, () => ports.bodies.set(wanted));
    }
    case 'invoker-check': {
      const { service, on } = wanted;
      const isOn = await ports.invokerCheck.isOn(service);
      if (isOn === undefined && !on) throw new DeliveryFault('it is gone: delete the function and deploy it again.');
      const mend = () => ports.invokerCheck.set(service, on);
      return difference(isOn === !on, 'invoker check', [isOn ? 'on' : 'off', on ? 'on' : 'off'], mend);
    }
  }
}

async function compareSubscription(
  wanted: DesiredSubscription,
  { pubsub }: DeliveryPorts,
  { projectId, now }: Moment,
): Promise<Comparison> {
  const { name, topic, settings, deliversTo } = wanted;
  const actual = await pubsub.subscription(name);
  if (actual === undefined) {
    if (deliversTo === undefined) {
      const { changes } = subscriptionDifference(undefined, settings);
      return { differences: changes, mend: () => pubsub.createSubscription(name, { topic, ...settings }) };
    }
    throw new DeliveryFault(
      `it is gone, and only Eventarc can make it: delete the function ${deliversTo.functionId} and deploy it again.`,
    );
  }
  if (actual.topic !== topic) throw new DeliveryFault(`it reads ${actual.topic}, not ${topic}: it is left alone.`);
  const { changes, update } = subscriptionDifference(actual, settings);
  const dropped = droppedBy(actual, wanted, projectId, now);
  const paused = deliversTo?.receives === 'events' ? pausedConsumer(deliversTo.functionName, name, actual) : undefined;
  const found = { ...(dropped !== undefined && { dropped }), ...(paused !== undefined && { paused }) };
  const pause = pauseStateOf(actual);
  const isLifted = paused !== undefined && pause.status === 'lifted';
  if (dropped?.recipient.receives !== 'letters') {
    const mend = async () => {
      // First, so that nothing more is delivered.
      if (isLifted) await pubsub.retarget(name, pausedTarget(actual, paused.since));
      if (changes.length > 0) await pubsub.updateSubscription(name, update);
    };
    return { differences: isLifted ? [LIFTED, ...changes] : changes, ...found, mend };
  }
  const kept = timeInWords(dropped.keptSeconds);
  const again = { setting: 'letters', before: `dropped after ${kept}`, after: 'delivered again from the topic' };
  return {
    differences: [...changes, again],
    mend: async () => {
      await pubsub.updateSubscription(name, update);
      // A letter that is kept already stays as it is.
      await pubsub.seek(name, reachOf(dropped.recipient, now));
    },
  };
}

/** A pause ends when somebody resumes the consumer, not with a deploy. */
const LIFTED = { setting: 'pause', before: 'lifted, by a deploy perhaps', after: 'paused' } as const;

/** The function keeps a letter once, however often it gets it: so it gets all that the topic has. */
async function compareHandOver(
  { from, to, topic, functionId, topicRetentionDays }: HandOver,
  { pubsub }: DeliveryPorts,
  { now }: Moment,
): Promise<Comparison> {
  const waiting = await pubsub.subscription(from);
  const isOurs = waiting !== undefined && waiting.topic === topic;
  return difference(isOurs, 'letters', [`waiting for ${functionId}`, 'delivered to it'], async () => {
    await pubsub.seek(to, reachOf({ topicRetentionDays }, now));
    await pubsub.deleteSubscription(from);
  });
}

function difference(
  differs: boolean,
  setting: string,
  [before, after]: readonly [string, string],
  mend: () => Promise<void>,
): Comparison {
  return { differences: differs ? [{ setting, before, after }] : [], mend };
}

function roleOf({ role, member }: Grant): string {
  return `${role} for ${member.replace(/^serviceAccount:/, '')}`;
}

/** What one thing is called in a report. */
export function nameOf(wanted: Desired): string {
  switch (wanted.kind) {
    case 'topic':
      return resourceName(wanted.name);
    case 'subscription':
      return resourceName(wanted.name, wanted.deliversTo?.functionId);
    case 'hand-over':
      return resourceName(wanted.from);
    case 'grant':
      return resourceName(wanted.resource, wanted.functionId);
    case 'expiry':
      return `Firestore ${wanted.collectionGroup}.${wanted.field}`;
    case 'cleanup':
      return `bucket ${wanted.bucket}, ${wanted.prefix}`;
    case 'invoker-check':
      return `Cloud Run service ${shortName(wanted.service)} (${wanted.functionId})`;
  }
}

function resourceName(name: string, functionId?: string): string {
  const kind = name.includes('/topics/') ? 'topic' : 'subscription';
  return `${kind} ${shortName(name)}${functionId === undefined ? '' : ` (${functionId})`}`;
}
