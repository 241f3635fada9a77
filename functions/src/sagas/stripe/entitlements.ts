import type Stripe from 'stripe';
import { type AsOf, anyOf, durableSaga, from, type Kept } from 'integration-service';
import {
  idOf,
  isoOf,
  isStripeEventOfType,
  olderField,
  StripeEvent,
  type StripeObject,
} from 'integration-service/stripe';
import { stripeObject } from 'integration-service/stripe/refetch';
import type { EntitlementState } from '../shared/entitlements.ts';
import { listIn, textOrNull } from '../shared/fields.ts';
import { afterGrace, earlierOf, grantEntitlements, purchaseFact, type PurchaseState } from '../shared/purchases.ts';
import { recordIdOf } from '../shared/record-id.ts';
import { userIdIn } from '../shared/user-id.ts';
import { inAccount } from './in-account.ts';

type ToldSession = StripeObject<Stripe.Checkout.Session>;

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
        (told) => purchaseFact(subscribed(told)),
        stripeObject<Stripe.Subscription>(),
      ),
      from(StripeEvent, isSessionEvent, (told) => purchaseFact(bought(told)), {
        ...stripeObject<Stripe.Checkout.Session>(),
        when: ({ object: session }) => session.mode === 'payment' && entitlementIn(session) !== null,
      }),
    ),
    claimed: from(StripeEvent, isSessionEvent, claimed, {
      ...stripeObject<Stripe.Checkout.Session>(),
      when: ({ object: session }) => session.mode === 'subscription',
    }),
    revoked: anyOf(
      from(StripeEvent, isStripeEventOfType('charge.refunded'), revoked, {
        ...stripeObject<Stripe.Charge>(),
        when: ({ object: charge }) => charge.refunded,
      }),
      from(StripeEvent, isStripeEventOfType('charge.dispute.closed'), revoked, {
        ...stripeObject<Stripe.Dispute>(),
        when: ({ object: dispute }) => dispute.status === 'lost',
      }),
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

function subscribed(told: StripeObject<Stripe.Subscription>): PurchaseState {
  const { object: subscription } = told;
  const { items, metadata, customer, status, cancel_at: cancelAt, livemode } = subscription;
  const state = STATES.get(status) ?? 'pending';
  return {
    shop: 'stripe',
    purchase: inAccount(told.account, subscription.id),
    userId: userIdIn(metadata?.['user_id']),
    customer: within(told, idOf(customer)),
    products: listIn(items?.data).flatMap(({ price }) => within(told, productOf(price)) ?? []),
    state,
    until: untilOf(subscription, state),
    renews: !subscription.cancel_at_period_end && !cancelAt && state !== 'expired',
    environment: livemode ? 'production' : 'sandbox',
    asOf: told.asOf,
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

function bought(told: ToldSession): PurchaseState | undefined {
  const { object: session } = told;
  const payment = idOf(session.payment_intent) ?? session.id;
  const isPaid = session.payment_status !== 'unpaid';
  const hasFailed = told.type === 'checkout.session.async_payment_failed';
  return {
    shop: 'stripe',
    purchase: inAccount(told.account, payment),
    userId: userIdIn(session.metadata?.['user_id'], session.client_reference_id),
    customer: within(told, idOf(session.customer)),
    products: [entitlementIn(session)].flatMap((product) => within(told, product) ?? []),
    state: isPaid ? 'active' : hasFailed ? 'expired' : 'pending',
    until: null,
    renews: false,
    environment: session.livemode ? 'production' : 'sandbox',
    asOf: told.asOf,
  };
}

function entitlementIn({ metadata }: Stripe.Checkout.Session): string | null {
  return textOrNull(metadata?.['entitlement']);
}

function claimed(told: ToldSession): Kept<{ readonly userId: string; readonly asOf: AsOf }> | undefined {
  const { subscription, metadata, client_reference_id: reference } = told.object;
  const [id, userId] = [idOf(subscription), userIdIn(metadata?.['user_id'], reference)];
  if (id === null || userId === null) return undefined;
  return { key: recordIdOf('stripe', inAccount(told.account, id)), fact: { userId, asOf: told.asOf } };
}

function revoked(
  told: StripeObject<Stripe.Charge> | StripeObject<Stripe.Dispute>,
): Kept<{ readonly asOf: AsOf }> | undefined {
  const payment = idOf(told.object.payment_intent);
  return payment === null
    ? undefined
    : { key: recordIdOf('stripe', inAccount(told.account, payment)), fact: { asOf: told.asOf } };
}

/** What is bought in a connected account grants nothing of yours. */
function within({ account }: Pick<StripeObject<unknown>, 'account'>, id: string | null): string | null {
  return id === null ? null : inAccount(account, id);
}
