import { anyOf, durableSaga, from } from 'integration-service';
import { isPolarEventOfType, PolarEvent, type PolarEventOfType } from 'integration-service/polar';
import { filter, pipe } from 'rxjs';
import type { EntitlementState } from '../shared/entitlements.ts';
import { idOrNull, idsIn, textIn } from '../shared/fields.ts';
import { afterGrace, asOfState, grantEntitlements, purchaseFact, type PurchaseState } from '../shared/purchases.ts';
import { utcOf } from '../shared/times.ts';
import { userIdIn } from '../shared/user-id.ts';
import { isSubscriptionEvent, type SubscriptionEvent } from './subscription-events.ts';

type OrderEvent = PolarEventOfType<`order.${'paid' | 'refunded'}`>;

/** What Polar's status means; an incomplete one waits for its first payment. */
const STATES: ReadonlyMap<string, EntitlementState> = new Map([
  ['trialing', 'trialing'],
  ['active', 'active'],
  ['past_due', 'grace_period'],
  ['unpaid', 'billing_retry'],
  ['canceled', 'expired'],
  ['incomplete_expired', 'expired'],
]);

/**
 * Keeps `entitlements` in sync with Polar: with subscriptions, and with what is bought once. The user is the customer's
 * `external_id`. One instance for each subscription, and for each order of something else.
 */
export const polarEntitlements = durableSaga(
  {
    revised: anyOf(
      from(PolarEvent, isSubscriptionEvent, (event) => purchaseFact(subscribed(event))),
      from(
        PolarEvent,
        pipe(
          isPolarEventOfType('order.paid', 'order.refunded'),
          filter(({ event: { data } }) => data.billing_reason === 'purchase'),
        ),
        (event) => purchaseFact(bought(event)),
      ),
    ),
  },
  grantEntitlements,
);

function subscribed(event: SubscriptionEvent): PurchaseState | undefined {
  const { data: subscription } = event.event;
  const state = STATES.get(textIn(subscription.status)) ?? 'pending';
  const renews = subscription.cancel_at_period_end !== true && state !== 'expired';
  return purchaseIn(event, { state, until: untilWhen(subscription, state), renews });
}

function untilWhen(subscription: SubscriptionEvent['event']['data'], state: EntitlementState): string | null {
  if (state === 'expired') return utcOf(subscription.ended_at);
  if (state === 'grace_period') return afterGrace(utcOf(subscription.current_period_start));
  return utcOf(subscription.current_period_end);
}

function bought(event: OrderEvent): PurchaseState | undefined {
  const isRefunded = event.event.data.status === 'refunded';
  const until = isRefunded ? event.envelope.time : null;
  return purchaseIn(event, { state: isRefunded ? 'revoked' : 'active', until, renews: false });
}

function purchaseIn(
  event: SubscriptionEvent | OrderEvent,
  told: Pick<PurchaseState, 'state' | 'until' | 'renews'>,
): PurchaseState | undefined {
  const { id, customer, customer_id: customerId, product_id: product } = event.event.data;
  const purchase = idOrNull(id);
  if (purchase === null) return undefined;
  return {
    shop: 'polar',
    purchase,
    userId: userIdIn(customer?.external_id),
    customer: idOrNull(customerId),
    products: idsIn(product),
    ...told,
    // Polar's sandbox is a server with its own secret.
    environment: 'production',
    asOf: asOfState(event, told.state, told.renews),
  };
}
