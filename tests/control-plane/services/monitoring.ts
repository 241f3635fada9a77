import { objectsAt, textAt, type JsonObject } from '../../../ops/delivery/google/json.ts';
import type { Cloud } from '../cloud.ts';
import { GoogleError } from '../google-error.ts';
import { masked } from '../masked.ts';
import { lastOf, nameIn, type Call, type Handlers } from '../service.ts';
import { LOGGING, MONITORING } from './hosts.ts';

const USER_METRIC = /logging\.googleapis\.com\/user\/([\w/-]+)/g;

/** Log-based metrics, alert policies, dashboards, and what is measured of subscriptions. */
export const monitoring: Handlers = {
  'logging.v2.projects.metrics.get': (call, cloud) => cloud.resource(LOGGING, metricIn(call)),
  'logging.v2.projects.metrics.update': (call, cloud) => {
    const name = metricIn(call);
    if (textAt(call.body, 'name') !== lastOf(name)) throw new GoogleError('INVALID_ARGUMENT', 'The name differs.');
    const now = cloud.now().toISOString();
    const createTime = cloud.has(LOGGING, name) ? cloud.resource(LOGGING, name)['createTime'] : now;
    return cloud.put(LOGGING, name, { ...call.body, createTime, updateTime: now });
  },
  'monitoring.v3.projects.alertPolicies.list': (_call, cloud) => ({
    alertPolicies: cloud.list(MONITORING, /\/alertPolicies\//),
  }),
  'monitoring.v3.projects.alertPolicies.create': (call, cloud) => {
    requireMetrics(call.body, cloud);
    const name = `${nameIn(call)}/alertPolicies/${cloud.next()}`;
    return cloud.put(MONITORING, name, { ...call.body, name });
  },
  'monitoring.v3.projects.alertPolicies.patch': (call, cloud) => {
    const changed = masked(cloud.resource(MONITORING, nameIn(call)), call.body, call.query.get('updateMask') ?? '');
    requireMetrics(changed, cloud);
    return cloud.put(MONITORING, nameIn(call), changed);
  },
  'monitoring.v1.projects.dashboards.list': (_call, cloud) => ({
    dashboards: cloud.list(MONITORING, /\/dashboards\//),
  }),
  'monitoring.v1.projects.dashboards.create': (call, cloud) => {
    const name = `${nameIn(call)}/dashboards/${cloud.next()}`;
    return cloud.put(MONITORING, name, { ...call.body, name, etag: `${cloud.next()}` });
  },
  'monitoring.v1.projects.dashboards.patch': (call, cloud) => {
    const current = cloud.resource(MONITORING, nameIn(call));
    if (call.body['etag'] !== current['etag']) throw new GoogleError('ABORTED', 'The etag is out of date.');
    return cloud.put(MONITORING, nameIn(call), { ...call.body, etag: `${cloud.next()}` });
  },
  'monitoring.v3.projects.timeSeries.list': ({ query }, cloud) => {
    const missing = ['filter', 'interval.endTime'].find((name) => !query.has(name));
    if (missing !== undefined) throw new GoogleError('INVALID_ARGUMENT', `Field ${missing} is required.`);
    requireUserMetrics(query.get('filter') ?? '', cloud);
    const [, subscription = ''] = /subscription_id="([^"]+)"/.exec(query.get('filter') ?? '') ?? [];
    const waiting = cloud.conditions.waiting.get(subscription);
    if (waiting === undefined) return {};
    const endTime = cloud.now().toISOString();
    return {
      timeSeries: [{ points: [{ interval: { startTime: endTime, endTime }, value: { int64Value: `${waiting}` } }] }],
    };
  },
};

/** The name of a metric's resource. */
function metricIn({ variables }: Call): string {
  return variables['metricName'] ?? '';
}

/** An alert may watch a log-based metric only some minutes after its creation. */
function requireMetrics(alert: JsonObject, cloud: Cloud): void {
  const filters = objectsAt(alert, 'conditions').map((condition) => JSON.stringify(condition));
  const watched = new Set(filters.flatMap((filter) => [...filter.matchAll(USER_METRIC)].map(([, name = '']) => name)));
  for (const name of watched) {
    if (!isKnown(`projects/${cloud.projectId}/metrics/${name}`, cloud)) throw unknownMetric(name);
  }
}

/** What is asked for has to be a metric that exists. */
function requireUserMetrics(filter: string, cloud: Cloud): void {
  for (const [, name = ''] of filter.matchAll(USER_METRIC)) {
    if (!cloud.has(LOGGING, `projects/${cloud.projectId}/metrics/${name}`)) throw unknownMetric(name);
  }
}

function unknownMetric(name: string): GoogleError {
  return new GoogleError(
    'NOT_FOUND',
    `Cannot find metric that matches type = "logging.googleapis.com/user/${name}". If a metric was created recently, it could take up to 10 minutes to become available. Please try again soon.`,
  );
}

function isKnown(metric: string, cloud: Cloud): boolean {
  const refusals = cloud.refusedAlerts.get(metric) ?? 0;
  cloud.refusedAlerts.set(metric, refusals + 1);
  return cloud.has(LOGGING, metric) && refusals >= cloud.conditions.refusalsOfNewMetrics;
}
