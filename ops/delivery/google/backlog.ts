import { shortName } from '../differences.ts';
import { numberAt, objectAt, objectsAt } from './json.ts';
import type { GoogleRest } from './rest.ts';

const METRIC = 'pubsub.googleapis.com/subscription/num_undelivered_messages';
/** It is sampled each minute and shown up to two minutes later; this looks back over both with room to spare. */
const LOOK_BACK_MS = 15 * 60_000;

/**
 * How many messages a subscription still holds, by the last measurement of Cloud Monitoring: some minutes old.
 * @returns undefined where there is no measurement.
 * @see https://cloud.google.com/monitoring/api/metrics_gcp_p_z#gcp-pubsub
 */
export async function backlogOf(
  rest: GoogleRest,
  base: string,
  { projectId, subscription, now }: { readonly projectId: string; readonly subscription: string; readonly now: Date },
): Promise<number | undefined> {
  const query = new URLSearchParams({
    filter: `metric.type="${METRIC}" AND resource.labels.subscription_id="${shortName(subscription)}"`,
    'interval.startTime': new Date(now.getTime() - LOOK_BACK_MS).toISOString(),
    'interval.endTime': now.toISOString(),
  });
  const answer = await rest.get(`${base}/projects/${projectId}/timeSeries?${query.toString()}`);
  // Points come newest first.
  const [newest] = objectsAt(objectsAt(answer, 'timeSeries')[0], 'points');
  return numberAt(objectAt(newest, 'value'), 'int64Value');
}
