import { objectsAt, textAt, type JsonObject } from '../delivery/google/json.ts';
import { GoogleApiError } from '../delivery/google/rest.ts';
import { Failure } from '../exit.ts';
import { stateOf } from './difference.ts';
import type { Installed, Target, Watch } from './installation.ts';

/** Google refuses an alert on a metric that was created less than about ten minutes ago. */
const PATIENCE_MS = 15 * 60_000;
const POLL_MS = 15_000;
const NOT_FOUND = 404;

/** One alert, with what has to be done for it. */
interface Step {
  readonly item: Installed;
  readonly write: () => Promise<unknown>;
}

/** Installs the alert policies, and waits until Google knows the metrics that they watch. */
export async function installAlerts(alerts: readonly JsonObject[], target: Target, watch: Watch): Promise<void> {
  const startedAt = watch.now().getTime();
  let open = await stepsFor(alerts, target);
  for (;;) {
    const refused: Step[] = [];
    for (const step of open) {
      if (await isAccepted(step, target.check)) watch.done(step.item);
      else refused.push(step);
    }
    if (refused.length === 0) return;
    const waitedMs = watch.now().getTime() - startedAt;
    if (waitedMs >= PATIENCE_MS) throw new Failure(unknownMetrics(refused, target.projectId));
    watch.waiting(refused.length, waitedMs);
    await watch.pause(POLL_MS);
    open = refused;
  }
}

async function stepsFor(alerts: readonly JsonObject[], target: Target): Promise<readonly Step[]> {
  const { rest, endpoints, projectId, channels } = target;
  const url = `${endpoints.monitoring}/projects/${projectId}/alertPolicies`;
  const filter = encodeURIComponent('user_labels.service="integration-service"');
  const present = objectsAt(await rest.get(`${url}?filter=${filter}&pageSize=100`), 'alertPolicies');
  return alerts.map((file) => {
    const alert = channels.length === 0 ? file : { ...file, notificationChannels: channels };
    const title = textAt(alert, 'displayName') ?? '';
    const found = present.find((one) => textAt(one, 'displayName') === title);
    const item = { what: `alert ${title}`, done: stateOf(alert, found) };
    if (found === undefined) return { item, write: () => rest.send('POST', url, alert) };
    const mask = Object.keys(alert).join(',');
    const own = `${endpoints.monitoring}/${textAt(found, 'name') ?? ''}?updateMask=${mask}`;
    return { item, write: () => rest.send('PATCH', own, alert) };
  });
}

/** Whether nothing is left to do. */
async function isAccepted({ item, write }: Step, check: boolean): Promise<boolean> {
  if (check || item.done === 'unchanged') return true;
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof GoogleApiError && error.status === NOT_FOUND) return false;
    throw error;
  }
}

function unknownMetrics(refused: readonly Step[], projectId: string): string {
  const names = refused.map(({ item }) => item.what).join(', ');
  return `After 15 minutes Google still does not know the metrics of: ${names}. What was created stays; run npx integrations monitoring install --project ${projectId} again later.`;
}
