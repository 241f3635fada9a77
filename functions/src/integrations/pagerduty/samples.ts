import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { PagerdutyEventType } from './event.ts';
import { pagerduty } from './index.ts';

const ACCOUNT = 'https://cups.pagerduty.com';

/** Realistic PagerDuty events: an incident from its start to its end. */
export const pagerdutySamples = samplesOf(pagerduty, {
  headers: ({ id }) => ({ 'x-webhook-id': `a7c0f3de-58b1-4e92-9d46-${id}`, 'user-agent': 'PagerDuty-Webhook/V3.0' }),
  around: (type, data, { id, now }) => ({
    event: {
      id: `01EVT${id}${type
        .replaceAll(/[^a-z]/g, '')
        .slice(-9)
        .toUpperCase()}`,
      event_type: type,
      resource_type: type.split('.')[0],
      occurred_at: now.toISOString(),
      agent: reference('users', 'PU1GRACE', 'Grace Hopper'),
      client: null,
      data,
    },
  }),
  bodies: {
    'incident.triggered': (at) => incident(at, { status: 'triggered' }),
    'incident.acknowledged': (at) => incident(at, { status: 'acknowledged' }),
    'incident.resolved': (at) => incident(at, { status: 'resolved', assignees: [] }),
    'incident.annotated': ({ id }) => ({
      type: 'incident_note',
      id: `PNOTE${id}`,
      incident: reference('incidents', `PINC${id}`, 'The checkout answers slowly'),
      content: 'The cache was cold after the deployment.',
      trimmed: false,
    }),
    'pagey.ping': () => ({ type: 'ping', message: 'Hello from your friend Pagey!' }),
  } satisfies { readonly [Type in PagerdutyEventType]?: (at: SampleAt) => object },
});

function incident({ id, now }: SampleAt, change: object): object {
  return {
    id: `PINC${id}`,
    type: 'incident',
    self: `https://api.pagerduty.com/incidents/PINC${id}`,
    html_url: `${ACCOUNT}/incidents/PINC${id}`,
    number: 318,
    incident_key: `checkout-${id}`,
    created_at: new Date(now.getTime() - 120_000).toISOString(),
    title: 'The checkout answers slowly',
    service: reference('services', 'PSHOP', 'Checkout'),
    assignees: [reference('users', 'PU1GRACE', 'Grace Hopper')],
    escalation_policy: reference('escalation_policies', 'PEP1', 'Default'),
    teams: [],
    priority: null,
    urgency: 'high',
    conference_bridge: null,
    resolve_reason: null,
    ...change,
  };
}

function reference(collection: string, id: string, summary: string): object {
  return {
    id,
    type: `${collection.slice(0, -1)}_reference`,
    summary,
    self: `https://api.pagerduty.com/${collection}/${id}`,
    html_url: `${ACCOUNT}/${collection}/${id}`,
  };
}
