import { isJsonObject } from '../../core/event/json.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** What can happen to each kind of resource: the events that most applications need. */
interface Actions {
  readonly payments:
    | 'created'
    | 'submitted'
    | 'confirmed'
    | 'paid_out'
    | 'failed'
    | 'cancelled'
    | 'customer_approval_denied'
    | 'late_failure_settled'
    | 'charged_back'
    | 'chargeback_cancelled'
    | 'resubmission_requested';
  readonly mandates:
    | 'created'
    | 'submitted'
    | 'active'
    | 'failed'
    | 'cancelled'
    | 'expired'
    | 'reinstated'
    | 'replaced'
    | 'blocked';
  readonly subscriptions:
    | 'created'
    | 'customer_approval_granted'
    | 'payment_created'
    | 'amended'
    | 'paused'
    | 'resumed'
    | 'cancelled'
    | 'finished';
  readonly refunds: 'created' | 'paid' | 'failed' | 'bounced' | 'funds_returned';
  readonly payouts: 'paid';
  readonly billing_requests: 'created' | 'fulfilled' | 'cancelled' | 'failed';
}

interface OfAction<Resource extends keyof Actions, Action extends string> {
  readonly id: string;
  /** RFC 3339. */
  readonly created_at: string;
  readonly resource_type: Resource;
  readonly action: Action;
  /** Ids of the resource and of those that belong to it, by kind in the singular: `payment`, `mandate`. */
  readonly links: Readonly<Record<string, string>>;
  readonly details?: {
    /** `bank`, `api`, `gocardless`, `customer`, `payer`. */
    readonly origin?: string;
    /** `insufficient_funds`, `mandate_cancelled`, … */
    readonly cause?: string;
    readonly description?: string;
    readonly scheme?: string;
    /** The code of the bank. */
    readonly reason_code?: string;
    readonly will_attempt_retry?: boolean;
  };
  readonly metadata?: Readonly<Record<string, string>>;
  /** The metadata of the resource. */
  readonly resource_metadata?: Readonly<Record<string, string>>;
}

/** What GoCardless sends, by resource and action: `payments.failed`. Others are let through by `isOfType`. */
export type GocardlessEvents = {
  readonly [Type in GocardlessEventType]: Type extends `${infer Resource extends keyof Actions}.${infer Action}`
    ? OfAction<Resource, Action>
    : never;
};
export type GocardlessEventType = { [Resource in keyof Actions]: `${Resource}.${Actions[Resource]}` }[keyof Actions];
export type GocardlessNative = GocardlessEvents[GocardlessEventType];
export type GocardlessEventOfType<Type extends GocardlessEventType> = EventOf<GocardlessEvents, Type>;

export const places: EventPlaces<GocardlessNative> = {
  list: '/events',
  id: '/id',
  type: '{/resource_type}.{/action}',
  time: '/created_at',
  subject: subjectOf,
  related: ['/links/customer', '/links/subscription', '/links/mandate', '/resource_metadata/order_id'],
  // Partners receive the events of several organisations.
  source: ['//gocardless.com/{/links/organisation}', '//gocardless.com'],
  needs: { '/id': 'text' },
};

/**
 * A GoCardless event on the platform.
 * @see https://developer.gocardless.com/api-reference/#core-endpoints-events
 */
export class GocardlessEvent extends /* @__PURE__ */ eventClass<GocardlessEvents>('gocardless', places) {}

/**
 * Lets through GoCardless events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(GocardlessEvent),
 *   isGocardlessEventOfType('mandates.cancelled'),
 *   map(({ event }) => new SuspendMembership(event.links['mandate'])),
 * )
 */
export const isGocardlessEventOfType = /* @__PURE__ */ ofTypes(GocardlessEvent);

/** The id of the resource itself: of `payments`, the link `payment`. */
function subjectOf({ resource_type: resource, links }: GocardlessNative): unknown {
  if (!isJsonObject(links) || typeof resource !== 'string') return undefined;
  const entries = Object.entries(links);
  const [, own] = entries.find(([name]) => `${name}s` === resource) ?? entries[0] ?? [];
  return own;
}
