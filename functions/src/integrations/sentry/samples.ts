import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { SentryEventType } from './event.ts';
import { sentry } from './index.ts';

const ORGANIZATION = 'https://cups.sentry.io';
const TITLE = 'RangeError: a cup cannot weigh -3 g';

/** Realistic Sentry events: an issue from its first error to its end, and alerts. */
export const sentrySamples = samplesOf(sentry, {
  secret: () => randomBytes(32).toString('hex'),
  headers: ({ type, id, now }) => ({
    'request-id': `c1f7a2e90b3d4f568a71${id}`,
    'sentry-hook-resource': type.split('.')[0] ?? type,
    'sentry-hook-timestamp': String(Math.floor(now.getTime() / 1000)),
  }),
  around: (type, data) => ({
    action: type.split('.')[1],
    installation: { uuid: '3f0a6d4e-91c7-4b52-a8de-27c05b9e6f13' },
    data,
    actor: { type: 'application', id: 'sentry', name: 'Sentry' },
  }),
  bodies: {
    'issue.created': (at) => issue(at, {}),
    'issue.assigned': (at) =>
      issue(at, { assignedTo: { type: 'user', id: '8801', name: 'Grace Hopper', email: 'grace@example.com' } }),
    'issue.resolved': (at) => issue(at, { status: 'resolved', substatus: null }),
    'event_alert.triggered': ({ id, now }) => ({
      event: {
        event_id: `5e0c7f3a2b914d68ae0d7c5b1f9a24${id}`,
        project: 7402,
        platform: 'node',
        level: 'error',
        title: TITLE,
        datetime: now.toISOString(),
        tags: [['environment', 'production']],
        web_url: `${ORGANIZATION}/issues/66${id}/`,
        issue_id: `66${id}`,
      },
      triggered_rule: 'Errors at the checkout',
    }),
    'metric_alert.critical': (at) => metricAlert(at, { status: 20, date_closed: null }),
    'metric_alert.resolved': (at) => metricAlert(at, { status: 2, date_closed: at.now.toISOString() }),
  } satisfies { readonly [Type in SentryEventType]?: (at: SampleAt) => object },
});

function issue({ id, now }: SampleAt, change: object): object {
  return {
    issue: {
      id: `66${id}`,
      shortId: 'CUPS-2F',
      title: TITLE,
      culprit: 'weigh(src/weight.ts)',
      level: 'error',
      status: 'unresolved',
      substatus: 'new',
      priority: 'high',
      platform: 'node',
      project: { id: '7402', name: 'shop', slug: 'shop', platform: 'node' },
      assignedTo: null,
      count: '4',
      userCount: 2,
      firstSeen: new Date(now.getTime() - 60_000).toISOString(),
      lastSeen: now.toISOString(),
      web_url: `${ORGANIZATION}/issues/66${id}/`,
      ...change,
    },
  };
}

function metricAlert({ id, now }: SampleAt, change: object): object {
  return {
    metric_alert: {
      id: `9${id}`,
      identifier: '12',
      organization_id: '310',
      title: 'Slow checkout',
      date_started: new Date(now.getTime() - 600_000).toISOString(),
      projects: ['shop'],
      alert_rule: { id: '12', name: 'Slow checkout', aggregate: 'p95(transaction.duration)' },
      ...change,
    },
    description_title: 'Critical: Slow checkout',
    description_text: '4100 p95(transaction.duration) in the last 10 minutes',
    web_url: `${ORGANIZATION}/alerts/rules/details/12/`,
  };
}
