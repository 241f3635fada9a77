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
 * How many messages a subscription still holds, by the last measurement of Cloud Monitoring: some minutes old.
 * @returns undefined where there is no measurement.
 * @see https://cloud.google.com/monitoring/api/metrics_gcp_p_z#gcp-pubsub
 */
export function backlogOf(rest: GoogleRest, base: string, measured: Measured): Promise<number | undefined> {
  return lastOf(rest, base, 'backlog', measured);
}

/** How long the oldest of them has been waiting, by the same measurements. */
export function oldestUnackedSecondsOf(
  rest: GoogleRest,
  base: string,
  measured: Measured,
): Promise<number | undefined> {
  return lastOf(rest, base, 'oldestUnackedSeconds', measured);
}

async function lastOf(
  rest: GoogleRest,
  base: string,
  metric: keyof typeof METRICS,
  { projectId, subscription, now }: Measured,
): Promise<number | undefined> {
  const query = new URLSearchParams({
    filter: `metric.type="${METRICS[metric]}" AND resource.labels.subscription_id="${shortName(subscription)}"`,
    'interval.startTime': new Date(now.getTime() - LOOK_BACK_MS).toISOString(),
    'interval.endTime': now.toISOString(),
  });
  const answer = await rest.get(`${base}/projects/${projectId}/timeSeries?${query.toString()}`);
  // Points come newest first.
  const [newest] = objectsAt(objectsAt(answer, 'timeSeries')[0], 'points');
  return numberAt(objectAt(newest, 'value'), 'int64Value');
}
