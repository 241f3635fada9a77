import { objectsAt, textAt, type JsonObject } from '../delivery/google/json.ts';
import { installAlerts } from './alerts.ts';
import { stateOf } from './difference.ts';
import type { MonitoringFiles } from './files.ts';
import type { Installed, Target, Watch } from './installation.ts';

/**
 * Brings the dashboard, metrics and alert policies of a project up to what the files say. Nothing else is touched. The
 * dashboard comes first: it takes no metric that exists, and an alert does.
 * @throws {GoogleApiError} @throws {Failure} if Google does not get to know the new metrics.
 */
export async function installMonitoring(files: MonitoringFiles, target: Target, watch: Watch): Promise<void> {
  watch.done(await installDashboard(files.dashboard, target));
  for (const metric of files.metrics) watch.done(await installMetric(metric, target));
  await installAlerts(files.alerts, target, watch);
}

async function installMetric(metric: JsonObject, { rest, endpoints, projectId, check }: Target): Promise<Installed> {
  const name = textAt(metric, 'name') ?? '';
  const url = `${endpoints.logging}/projects/${projectId}/metrics/${name}`;
  const found = await rest.find(url);
  const done = stateOf(metric, found);
  // Creates it if it is missing.
  if (done !== 'unchanged' && !check) await rest.send('PUT', url, metric);
  return { what: `metric ${name}`, done };
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
