import { SAGAS } from '../../functions/src/core/event/names.ts';
import type { DesiredSubscription, Recipient } from './desired.ts';
import { retentionSeconds } from './differences.ts';
import type { SubscriptionState } from './ports.ts';

/** What a live subscription has given up, because it kept it for a shorter time than the policy says. */
export interface Dropped {
  readonly recipient: Recipient;
  /** How long the subscription kept a message, in seconds. */
  readonly keptSeconds: number;
  /** The command that brings back what the topic still keeps; none for letters, which `delivery apply` brings back itself. */
  readonly replay?: string;
}

const MS_PER_DAY = 86_400_000;

/**
 * What a subscription may have dropped: it keeps messages for less time than the policy says, and its function is older
 * than what it keeps. Pure.
 */
export function droppedBy(
  actual: SubscriptionState,
  { settings, deliversTo }: DesiredSubscription,
  projectId: string,
  now: Date,
): Dropped | undefined {
  // What is due at a durable saga is in its instance, and found again every minute.
  if (deliversTo === undefined || deliversTo.provider === SAGAS) return undefined;
  // Nothing of ours keeps what a provider published.
  if (deliversTo.receives === 'notifications') return undefined;
  const keptSeconds = retentionSeconds(actual);
  const ageSeconds = (now.getTime() - (deliversTo.createdAt?.getTime() ?? 0)) / 1000;
  if (keptSeconds >= retentionSeconds(settings) || ageSeconds <= keptSeconds) return undefined;
  const dropped = { recipient: deliversTo, keptSeconds };
  return deliversTo.receives === 'letters' ? dropped : { ...dropped, replay: replayFor(deliversTo, projectId, now) };
}

/** The earliest time that a topic still keeps. Pure. */
export function reachOf({ topicRetentionDays }: Pick<Recipient, 'topicRetentionDays'>, now: Date): Date {
  return new Date(now.getTime() - topicRetentionDays * MS_PER_DAY);
}

function replayFor(recipient: Recipient, projectId: string, now: Date): string {
  const { provider, functionName, createdAt, topicRetentionDays } = recipient;
  const wasThere = createdAt !== undefined && createdAt > reachOf(recipient, now);
  const since = wasThere ? createdAt.toISOString().replace(/\.\d+/, '') : `${topicRetentionDays}d`;
  return `npx integrations replay --provider ${provider} --consumer ${functionName} --since ${since} --project ${projectId}`;
}
