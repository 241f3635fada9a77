import { objectsAt, textAt, type JsonObject } from '../delivery/google/json.ts';
import type { Endpoints, GoogleRest } from '../delivery/google/rest.ts';
import { installAlerts } from './alerts.ts';
import { stateOf } from './difference.ts';
import type { MonitoringFiles } from './files.ts';

/** One thing that was looked at. */
export interface Installed {
  readonly what: string;
  readonly done: 'created' | 'changed' | 'unchanged';
}

export interface Target {
  readonly rest: GoogleRest;
  readonly endpoints: Endpoints;
  readonly projectId: string;
  /** Full names of the notification channels that the alerts go to; if there is none, those that are set stay. */
  readonly channels: readonly string[];
  /** Changes nothing. */
  readonly check: boolean;
}

/** Who watches an installation, and how it waits. */
export interface Watch {
  /** Is told of each thing once it is done. */
  readonly done: (item: Installed) => void;
  /** Is told that alerts wait for Google to know their metrics. @param waitedMs How long they have waited so far. */
  readonly waiting: (alerts: number, waitedMs: number) => void;
  readonly now: () => Date;
  readonly pause: (ms: number) => Promise<unknown>;
}

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
