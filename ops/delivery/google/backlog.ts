import { shortName } from '../differences.ts';
import { numberAt, objectAt, objectsAt } from './json.ts';
import type { GoogleRest } from './rest.ts';

/** What is measured of a subscription, by Cloud Monitoring's names. */
const METRICS = {
  backlog: 'pubsub.googleapis.com/subscription/num_undelivered_messages',
  oldestUnackedSeconds: 'pubsub.googleapis.com/subscription/oldest_unacked_message_age',
} as const;
/** Each is sampled every minute and shown up to two minutes later; this looks back over both with room to spare. */
const LOOK_BACK_MS = 15 * 60_000;

interface Measured {
  readonly projectId: string;
  readonly subscription: string;
  readonly now: Date;
}

/**
 * How many messages a subscription still holds, by the last measurement of Cloud Monitoring: some minutes old. Cloud
 * Monitoring has no series for an idle subscription: nothing waits in it.
 * @throws {GoogleApiError} if Cloud Monitoring does not answer.
 * @see https://cloud.google.com/monitoring/api/metrics_gcp_p_z#gcp-pubsub
 */
export function backlogOf(rest: GoogleRest, base: string, measured: Measured): Promise<number> {
  return lastOf(rest, base, 'backlog', measured);
}

/** How many seconds the oldest of them has been waiting, by the same measurements; 0 if nothing waits. */
export function oldestUnackedSecondsOf(rest: GoogleRest, base: string, measured: Measured): Promise<number> {
  return lastOf(rest, base, 'oldestUnackedSeconds', measured);
}

async function lastOf(
  rest: GoogleRest,
  base: string,
  metric: keyof typeof METRICS,
  { projectId, subscription, now }: Measured,
): Promise<number> {
  const query = new URLSearchParams({
    filter: `metric.type="${METRICS[metric]}" AND resource.labels.subscription_id="${shortName(subscription)}"`,
    'interval.startTime': new Date(now.getTime() - LOOK_BACK_MS).toISOString(),
    'interval.endTime': now.toISOString(),
  });
  const answer = await rest.get(`${base}/projects/${projectId}/timeSeries?${query.toString()}`);
  const series = objectsAt(answer, 'timeSeries');
  // Points come newest first.
  const newest = series.map((one) => numberAt(objectAt(objectsAt(one, 'points')[0], 'value'), 'int64Value') ?? 0);
  return Math.max(0, ...newest);
}
