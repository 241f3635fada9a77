import { messageOf } from '../../functions/src/core/event/error-text.ts';
import type { Desired, DesiredSubscription } from './desired.ts';
import { shortName, subscriptionDifference, topicDifference, type Change } from './differences.ts';
import { GoogleApiError } from './google/rest.ts';
import type { Fault } from './own-subscription.ts';
import { DeliveryFault, type DeliveryPorts, type Grant } from './ports.ts';

/** `check` only looks; `apply` also mends. */
export type Mode = 'check' | 'apply';

export interface Outcome {
  /** What differs, or what was changed. */
  readonly changes: readonly Change[];
  readonly faults: readonly Fault[];
}

/**
 * Compares a project with what is desired, one thing after the other, and mends what differs. One thing that
 * fails does not hold up the others. What is as desired is not written.
 */
export async function applyDelivery(desired: readonly Desired[], ports: DeliveryPorts, mode: Mode): Promise<Outcome> {
  const changes: Change[] = [];
  const faults: Fault[] = [];
  for (const wanted of desired) {
    try {
      const { differences, mend } = await compare(wanted, ports);
      if (differences.length > 0 && mode === 'apply') await mend();
      const of = nameOf(wanted);
      changes.push(...differences.map((difference) => ({ of, ...difference })));
    } catch (error) {
      if (!(error instanceof GoogleApiError) && !(error instanceof DeliveryFault)) throw error;
      faults.push({ kind: 'failed', sentence: `${nameOf(wanted)}: ${messageOf(error)}` });
    }
  }
  return { changes, faults };
}

interface Comparison {
  readonly differences: readonly Omit<Change, 'of'>[];
  readonly mend: () => Promise<void>;
}

async function compare(wanted: Desired, ports: DeliveryPorts): Promise<Comparison> {
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
      return compareSubscription(wanted, ports);
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
  }
}

async function compareSubscription(wanted: DesiredSubscription, { pubsub }: DeliveryPorts): Promise<Comparison> {
  const { name, topic, settings, functionName } = wanted;
  const actual = await pubsub.subscription(name);
  if (actual === undefined && functionName !== undefined) {
    throw new DeliveryFault(
      `it is gone, and only Eventarc can make it: delete the function ${functionName} and deploy it again.`,
    );
  }
  if (actual !== undefined && actual.topic !== topic) {
    throw new DeliveryFault(`it reads ${actual.topic}, not ${topic}: it is left alone.`);
  }
  const { changes, update } = subscriptionDifference(actual, settings);
  const mend = () =>
    actual === undefined
      ? pubsub.createSubscription(name, { topic, ...settings })
      : pubsub.updateSubscription(name, update);
  return { differences: changes, mend };
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

function nameOf(wanted: Desired): string {
  switch (wanted.kind) {
    case 'topic':
      return resourceName(wanted.name);
    case 'subscription':
      return resourceName(wanted.name, wanted.functionName);
    case 'grant':
      return resourceName(wanted.resource, wanted.functionName);
    case 'expiry':
      return `Firestore ${wanted.collectionGroup}.${wanted.field}`;
    case 'cleanup':
      return `bucket ${wanted.bucket}, ${wanted.prefix}`;
  }
}

function resourceName(name: string, functionName?: string): string {
  const kind = name.includes('/topics/') ? 'topic' : 'subscription';
  return `${kind} ${shortName(name)}${functionName === undefined ? '' : ` (${functionName})`}`;
}
