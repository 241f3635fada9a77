import {
  combineLatest,
  concat,
  delay,
  filter,
  map,
  mergeMap,
  of,
  pipe,
  take,
  takeUntil,
  timer,
  type OperatorFunction,
} from 'rxjs';
import { anyOf, days, durableSaga, from, ofFact, type FactSource, type Kept } from 'integration-service';
import { EasypostEvent, isEasypostEventOfType } from 'integration-service/easypost';
import { isShipstationEventOfType, ShipstationEvent } from 'integration-service/shipstation';
import { isShopifyEventOfType, ShopifyEvent } from 'integration-service/shopify';
import { isStripeEventOfType, StripeEvent } from 'integration-service/stripe';
import { shopifySteps } from '../shopify/order-steps.ts';
import { stripeSteps } from '../stripe/order-steps.ts';
import { AskForReview, EscalateShipment, SettleEscalation } from './fulfilment-commands.ts';
import { trackingKeyOf, type OrderStep, type OrderSteps } from './order-steps.ts';

/** Days after payment until an order has to be on its way. */
const SHIPPED_WITHIN = 5;
/** Days after delivery until the customer is asked for a review. */
const REVIEW_AFTER = 3;

/**
 * Escalates orders that were paid and not shipped within five days; the escalation is settled once the order is shipped or
 * called off. One instance for each order, at Shopify or at Stripe.
 */
export const lateShipments = durableSaga(
  { paid: orders('paid'), shipped: orders('shipped'), calledOff: orders('calledOff') },
  (facts$, { clock, history$ }) => {
    const over$ = history$.pipe(ofFact('shipped', 'calledOff'));
    return facts$.pipe(
      ofFact('paid'),
      takeUntil(over$),
      take(1),
      mergeMap((order) => {
        const settlement$ = over$.pipe(
          take(1),
          map(({ time }) => new SettleEscalation(order, time)),
        );
        return timer(days(SHIPPED_WITHIN), clock).pipe(
          takeUntil(over$),
          mergeMap(() => concat(of(new EscalateShipment(order)), settlement$)),
        );
      }),
    );
  },
);

/**
 * Asks for a review three days after a parcel was delivered. Shop and carrier share only the tracking number, so there is
 * one instance for each parcel: the shop tells which order is in it, the carrier that it was delivered. If an order is
 * sent in several parcels, the first one counts.
 */
export const reviewRequests = durableSaga(
  {
    dispatched: orders('dispatched'),
    delivered: anyOf(
      from(
        EasypostEvent,
        pipe(
          isEasypostEventOfType('tracker.created', 'tracker.updated'),
          filter(({ event }) => event.result.status === 'delivered' && !isReturn(event.result)),
        ),
        ({ event, envelope }) => parcel(event.result.tracking_code, envelope.time),
      ),
      from(
        ShipstationEvent,
        pipe(
          isShipstationEventOfType('TRACK_EVENT_V2', 'API_TRACK'),
          filter(({ event }) => event.data.status_code === 'DE'),
        ),
        ({ event, envelope }) => parcel(event.data.tracking_number, envelope.time),
      ),
    ),
  },
  (facts$, { clock }) =>
    combineLatest([facts$.pipe(ofFact('dispatched'), take(1)), facts$.pipe(ofFact('delivered'), take(1))]).pipe(
      delay(days(REVIEW_AFTER), clock),
      map(([order, { time }]) => new AskForReview(order, time)),
    ),
);

/** A step of orders at Shopify and at Stripe. */
function orders<Step extends keyof OrderStep>(step: Step): FactSource<OrderStep[Step]> {
  const shopifyOrders = isShopifyEventOfType(
    'orders/create',
    'orders/updated',
    'orders/paid',
    'orders/fulfilled',
    'orders/partially_fulfilled',
    'orders/cancelled',
  );
  const stripeCharges = isStripeEventOfType('charge.succeeded', 'charge.updated', 'charge.refunded');
  return anyOf(
    from(ShopifyEvent, pipe(shopifyOrders, map(shopifySteps), only(step)), (kept) => kept),
    from(StripeEvent, pipe(stripeCharges, map(stripeSteps), only(step)), (kept) => kept),
  );
}

/** Lets through the events that report a step. */
function only<Step extends keyof OrderStep>(step: Step): OperatorFunction<OrderSteps, Kept<OrderStep[Step]>> {
  return mergeMap((steps) => {
    const kept = steps[step];
    return kept === undefined ? [] : [kept];
  });
}

function parcel(trackingNumber: string | null | undefined, time: string): Kept<{ readonly time: string }> {
  return { key: trackingNumber && trackingKeyOf(trackingNumber), fact: { time } };
}

/** EasyPost says so of parcels that go back to the sender; its types do not know the field. */
function isReturn(tracker: object): boolean {
  return 'is_return' in tracker && tracker.is_return === true;
}
