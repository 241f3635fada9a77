import type Stripe from 'stripe';
import { filter, pipe } from 'rxjs';
import { type AsOf, anyOf, durableSaga, from, type Kept } from 'integration-service';
import {
  accountOf,
  asOf,
  idOf,
  isoOf,
  isStripeEventOfType,
  olderField,
  StripeEvent,
  type StripeEventOfType,
} from 'integration-service/stripe';
import type { EntitlementState } from '../shared/entitlements.ts';
import { listIn, textOrNull } from '../shared/fields.ts';
import { afterGrace, earlierOf, grantEntitlements, purchaseFact, type PurchaseState } from '../shared/purchases.ts';
import { recordIdOf } from '../shared/record-id.ts';
import { userIdIn } from '../shared/user-id.ts';

type SubscriptionEvent =
  StripeEventOfType<`customer.subscription.${'created' | 'updated' | 'deleted' | 'paused' | 'resumed'}`>;
type SessionEvent =
  StripeEventOfType<`checkout.session.${'completed' | 'async_payment_succeeded' | 'async_payment_failed'}`>;

const isSessionEvent = isStripeEventOfType(
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
);

/**
 * Keeps `entitlements` in sync with Stripe: with subscriptions, and with what is bought once in a Checkout Session whose
 * `metadata.entitlement` names it. The user is `metadata.user_id`, or the session's `client_reference_id`. One instance for
 * each subscription, and for each payment of something else.
 */
export const stripeEntitlements = durableSaga(
  {
    revised: anyOf(
      from(
        StripeEvent,
        isStripeEventOfType(
          'customer.subscription.created',
          'customer.subscription.updated',
          'customer.subscription.deleted',
          'customer.subscription.paused',
          'customer.subscription.resumed',
        ),
        (event) => purchaseFact(subscribed(event)),
      ),
      from(
        StripeEvent,
        pipe(
          isSessionEvent,
          filter(({ event }) => event.data.object.mode === 'payment' && entitlementIn(event.data.object) !== null),
        ),
        (event) => purchaseFact(bought(event)),
      ),
    ),
    claimed: from(
      StripeEvent,
      pipe(
        isSessionEvent,
        filter(({ event }) => event.data.object.mode === 'subscription'),
      ),
      claimed,
    ),
    revoked: anyOf(
      from(
        StripeEvent,
        pipe(
          isStripeEventOfType('charge.refunded'),
          filter(({ event }) => event.data.object.refunded),
        ),
        revoked,
      ),
      from(
        StripeEvent,
        pipe(
          isStripeEventOfType('charge.dispute.closed'),
          filter(({ event }) => event.data.object.status === 'lost'),
        ),
        revoked,
      ),
    ),
  },
  grantEntitlements,
);

/** What Stripe's status means; another is one that it has introduced since. */
const STATES: ReadonlyMap<string, EntitlementState> = new Map([
  ['trialing', 'trialing'],
  ['active', 'active'],
  ['past_due', 'grace_period'],
  ['unpaid', 'billing_retry'],
  ['paused', 'paused'],
  ['canceled', 'expired'],
  ['incomplete_expired', 'expired'],
]);

function subscribed(event: SubscriptionEvent): PurchaseState {
  const { object: subscription } = event.event.data;
  const { items, metadata, customer, status, cancel_at: cancelAt, livemode } = subscription;
  const state = STATES.get(status) ?? 'pending';
  return {
    shop: 'stripe',
    purchase: inAccount(event, subscription.id),
    userId: userIdIn(metadata?.['user_id']),
    customer: within(event, idOf(customer)),
    products: listIn(items?.data).flatMap(({ price }) => within(event, productOf(price)) ?? []),
    state,
    until: untilOf(subscription, state),
    renews: !subscription.cancel_at_period_end && !cancelAt && state !== 'expired',
    environment: livemode ? 'production' : 'sandbox',
    asOf: asOf(event),
  };
}

/** A price may say what it unlocks in `metadata.entitlement`; otherwise its product does. */
function productOf(price: Stripe.Price | undefined): string | null {
  return textOrNull(price?.metadata?.['entitlement']) ?? idOf(price?.product);
}

/** When a renewal fails, the period that was not paid for has begun: the grace period begins with it. */
function untilOf(subscription: Stripe.Subscription, state: EntitlementState): string | null {
  if (state === 'expired') return isoOf(subscription.ended_at);
  const [item] = listIn(subscription.items?.data);
  const start = isoOf(item?.current_period_start ?? olderField(subscription, 'current_period_start'));
  if (state === 'grace_period' && start !== null) return afterGrace(start);
  const end = isoOf(item?.current_period_end ?? olderField(subscription, 'current_period_end'));
  return earlierOf(end, isoOf(subscription.cancel_at));
}

function bought(event: SessionEvent): PurchaseState | undefined {
  const { object: session } = event.event.data;
  const payment = idOf(session.payment_intent) ?? session.id;
  const isPaid = session.payment_status !== 'unpaid';
  const hasFailed = event.event.type === 'checkout.session.async_payment_failed';
  return {
    shop: 'stripe',
    purchase: inAccount(event, payment),
    userId: userIdIn(session.metadata?.['user_id'], session.client_reference_id),
    customer: within(event, idOf(session.customer)),
    products: [entitlementIn(session)].flatMap((product) => within(event, product) ?? []),
    state: isPaid ? 'active' : hasFailed ? 'expired' : 'pending',
    until: null,
    renews: false,
    environment: session.livemode ? 'production' : 'sandbox',
    asOf: asOf(event),
  };
}

function entitlementIn({ metadata }: Stripe.Checkout.Session): string | null {
  return textOrNull(metadata?.['entitlement']);
}

function claimed(event: SessionEvent): Kept<{ readonly userId: string; readonly asOf: AsOf }> | undefined {
  const { subscription, metadata, client_reference_id: reference } = event.event.data.object;
  const [id, userId] = [idOf(subscription), userIdIn(metadata?.['user_id'], reference)];
  if (id === null || userId === null) return undefined;
  return { key: recordIdOf('stripe', inAccount(event, id)), fact: { userId, asOf: asOf(event) } };
}

function revoked(
  event: StripeEventOfType<'charge.refunded' | 'charge.dispute.closed'>,
): Kept<{ readonly asOf: AsOf }> | undefined {
  const payment = idOf(event.event.data.object.payment_intent);
  return payment === null
    ? undefined
    : { key: recordIdOf('stripe', inAccount(event, payment)), fact: { asOf: asOf(event) } };
}

/** Connected accounts have customers and products apart from yours: what is bought there grants nothing of yours. */
function inAccount({ event }: StripeEvent, id: string): string {
  const account = accountOf(event);
  return account === undefined ? id : `${account}/${id}`;
}

function within(event: StripeEvent, id: string | null): string | null {
  return id === null ? null : inAccount(event, id);
}
