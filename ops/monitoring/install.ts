import { isJsonObject } from '../../functions/src/core/event/json.ts';
import { objectsAt, textAt, type JsonObject } from '../delivery/google/json.ts';
import type { Endpoints, GoogleRest } from '../delivery/google/rest.ts';
import type { MonitoringFiles } from './files.ts';

/** One thing that was looked at. */
export interface Installed {
  readonly what: string;
  readonly done: 'created' | 'changed' | 'unchanged';
}

interface Target {
  readonly rest: GoogleRest;
  readonly endpoints: Endpoints;
  readonly projectId: string;
  /** Full names of the notification channels that the alerts go to; those that are set stay where there is none. */
  readonly channels: readonly string[];
  /** Changes nothing. */
  readonly check: boolean;
}

/** Brings metrics, alert policies and the dashboard of a project up to what the files say. Nothing else is touched. */
export async function installMonitoring(files: MonitoringFiles, target: Target): Promise<readonly Installed[]> {
  const installed: Installed[] = [];
  for (const metric of files.metrics) installed.push(await installMetric(metric, target));
  // An alert is refused while the metric that it watches is not there.
  installed.push(...(await installAlerts(files.alerts, target)));
  installed.push(await installDashboard(files.dashboard, target));
  return installed;
}

async function installMetric(metric: JsonObject, { rest, endpoints, projectId, check }: Target): Promise<Installed> {
  const name = textAt(metric, 'name') ?? '';
  const url = `${endpoints.logging}/projects/${projectId}/metrics/${name}`;
  const found = await rest.find(url);
  const done = stateOf(metric, found);
  // Creates it where it is missing.
  if (done !== 'unchanged' && !check) await rest.send('PUT', url, metric);
  return { what: `metric ${name}`, done };
}

async function installAlerts(alerts: readonly JsonObject[], target: Target): Promise<readonly Installed[]> {
  const { rest, endpoints, projectId, channels, check } = target;
  const url = `${endpoints.monitoring}/projects/${projectId}/alertPolicies`;
  const filter = encodeURIComponent('user_labels.service="integration-service"');
  const present = objectsAt(await rest.get(`${url}?filter=${filter}&pageSize=100`), 'alertPolicies');
  const installed: Installed[] = [];
  for (const file of alerts) {
    const alert = channels.length === 0 ? file : { ...file, notificationChannels: channels };
    const title = textAt(alert, 'displayName') ?? '';
    const found = present.find((one) => textAt(one, 'displayName') === title);
    const done = stateOf(alert, found);
    installed.push({ what: `alert ${title}`, done });
    if (check || done === 'unchanged') continue;
    if (found === undefined) await rest.send('POST', url, alert);
    else {
      const mask = Object.keys(alert).join(',');
      await rest.send('PATCH', `${endpoints.monitoring}/${textAt(found, 'name') ?? ''}?updateMask=${mask}`, alert);
    }
  }
  return installed;
}

async function installDashboard(dashboard: JsonObject, target: Target): Promise<Installed> {
  const { rest, endpoints, projectId, check } = target;
  const url = `${endpoints.dashboards}/projects/${projectId}/dashboards`;
  const title = textAt(dashboard, 'displayName') ?? '';
  const present = objectsAt(await rest.get(`${url}?pageSize=1000`), 'dashboards');
  const found = present.find((one) => textAt(one, 'displayName') === title);
  const done = stateOf(dashboard, found);
  if (done === 'created' && !check) await rest.send('POST', url, dashboard);
  if (done === 'changed' && !check) {
    const name = textAt(found, 'name') ?? '';
    await rest.send('PATCH', `${endpoints.dashboards}/${name}`, {
      ...dashboard,
      name,
      etag: textAt(found, 'etag') ?? '',
    });
  }
  return { what: `dashboard ${title}`, done };
}

function stateOf(wanted: JsonObject, found: JsonObject | undefined): Installed['done'] {
  if (found === undefined) return 'created';
  return isWithin(wanted, found) ? 'unchanged' : 'changed';
}

/** Whether everything that is wanted is there. Google adds fields of its own, and leaves out what is empty or zero. */
function isWithin(wanted: unknown, found: unknown): boolean {
  if (Array.isArray(wanted)) {
    const list: readonly unknown[] = Array.isArray(found) ? found : [];
    // Google may tell lists in another order.
    return wanted.length === list.length && wanted.every((item) => list.some((other) => isWithin(item, other)));
  }
  if (isJsonObject(wanted)) {
    return isJsonObject(found) && Object.entries(wanted).every(([name, value]) => isWithin(value, found[name]));
  }
  return wanted === found || (found === undefined && (wanted === 0 || wanted === ''));
}
