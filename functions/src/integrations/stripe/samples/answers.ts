import type Stripe from 'stripe';
import { isJsonObject, isText } from '../../../core/event/json.ts';
import type { ApiAnswers } from '../../../core/integration/samples.ts';
import { DAY, secondsAt, type At } from './at.ts';
import { SNAPSHOTS } from './snapshots.ts';

/** What the details of a thin event add to it. */
type Details = Pick<Stripe.V2.Core.Event, 'changes'> & { readonly data?: object };

interface After extends At {
  /** The event's type. */
  readonly type: unknown;
}

/** Reports an event that Stripe never generated. */
const LOSS = 'v2.core.health.event_generation_failure.resolved';

const DETAILS: ReadonlyMap<unknown, (at: At) => Details> = new Map<string, (at: At) => Details>([
  [
    'v1.billing.meter.error_report_triggered',
    ({ now }) => ({
      data: {
        developer_message_summary: 'There are 2 invalid events',
        reason: {
          error_count: 2,
          error_types: [{ code: 'meter_event_customer_not_found', error_count: 2, sample_errors: [] }],
        },
        validation_start: new Date(now.getTime() - 3_600_000).toISOString(),
        validation_end: now.toISOString(),
      } satisfies Stripe.Events.V1BillingMeterErrorReportTriggeredEvent.Data,
    }),
  ],
  ['v1.customer.updated', () => ({ changes: { before: { email: 'billing@acme.example' } } })],
  [LOSS, (at) => ({ data: { impact: { event_type: 'invoice.paid', related_object: lost(at) } } })],
]);

/** What each kind of object is after the event. */
const OBJECTS: ReadonlyMap<unknown, (after: After) => object> = new Map<string, (after: After) => object>([
  ['billing.meter', meter],
  ['customer', (at) => SNAPSHOTS['customer.updated'](at).object],
  ['subscription', (at) => SNAPSHOTS['customer.subscription.deleted'](at).object],
  ['invoice', (at) => SNAPSHOTS['invoice.paid'](at).object],
  ['v2.core.account', account],
]);

/** What Stripe's API answers about a thin event: its details, and the object that it names. A snapshot needs none of them. */
export function answersAbout(event: Readonly<Record<string, unknown>>, at: At): ApiAnswers {
  const { id, object, type, related_object: related } = event;
  if (object !== 'v2.core.event' || !isText(id)) return {};
  const details = DETAILS.get(type)?.(at);
  return {
    [`GET /v2/core/events/${id}`]: { ...event, ...details },
    // The report itself names no object; the one that is lost is in its details.
    ...objectAt(type === LOSS ? lost(at) : related, { ...at, type }),
  };
}

function objectAt(related: unknown, after: After): ApiAnswers {
  if (!isJsonObject(related) || !isText(related['id']) || !isText(related['url'])) return {};
  const object = OBJECTS.get(related['type'])?.(after);
  return object === undefined ? {} : { [`GET /${related['url'].slice(1)}`]: { ...object, id: related['id'] } };
}

/** The object of the event that Stripe reports as lost. */
function lost({ id }: At) {
  return { id: `in_${id}`, type: 'invoice', url: `/v1/invoices/in_${id}` };
}

function meter(at: At): Stripe.Billing.Meter {
  return {
    id: `mtr_${at.id}`,
    object: 'billing.meter',
    created: secondsAt(at, -100 * DAY),
    customer_mapping: { event_payload_key: 'stripe_customer_id', type: 'by_id' },
    default_aggregation: { formula: 'sum' },
    display_name: 'API calls',
    event_name: 'api_calls',
    event_time_window: null,
    livemode: false,
    status: 'active',
    status_transitions: { deactivated_at: null },
    updated: secondsAt(at, -100 * DAY),
    value_settings: { event_payload_key: 'value' },
  };
}

/** A shop on the platform that still owes a document. */
function account(at: After) {
  return {
    id: `acct_${at.id}`,
    object: 'v2.core.account',
    applied_configurations: ['merchant'],
    closed: at.type === 'v2.core.account.closed',
    contact_email: 'shop@acme.example',
    created: new Date(at.now.getTime() - 60_000).toISOString(),
    dashboard: 'full',
    display_name: 'Acme Lda.',
    identity: { country: 'pt', entity_type: 'company' },
    livemode: false,
    requirements: { entries: [], summary: { minimum_deadline: { status: 'eventually_due' } } },
  } satisfies Stripe.V2.Core.Account;
}
