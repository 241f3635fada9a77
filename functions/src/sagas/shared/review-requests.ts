import { combineLatest, delay, filter, map, pipe, take } from 'rxjs';
import { anyOf, days, durableSaga, from, ofFact, StateEvent, type Kept } from 'integration-service';
import { EasypostEvent, isEasypostEventOfType } from 'integration-service/easypost';
import { isShipstationEventOfType, ShipstationEvent } from 'integration-service/shipstation';
import { ShopifyEvent } from 'integration-service/shopify';
import { StripeEvent } from 'integration-service/stripe';
import { shopifyStateStep, shopifyStep } from '../shopify/order-steps.ts';
import { isOrderCharge, stripeStep } from '../stripe/order-steps.ts';
import { AskForReview } from './fulfilment-commands.ts';
import { asTold, trackingKeyOf } from './order-steps.ts';

/** Days after delivery until the customer is asked for a review. */
const REVIEW_AFTER = 3;

/**
 * Asks for a review three days after a parcel was delivered. Shop and carrier share only the tracking number, so there is
 * one instance for each parcel: the shop tells which order is in it, the carrier that it was delivered. If an order is
 * sent in several parcels, the first one counts.
 */
export const reviewRequests = durableSaga(
  {
    dispatched: anyOf(
      from(ShopifyEvent, shopifyStep('dispatched'), asTold),
      from(StateEvent, shopifyStateStep('dispatched'), asTold),
      from(StripeEvent, isOrderCharge, (steps) => steps.dispatched, stripeStep('dispatched')),
    ),
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

function parcel(trackingNumber: string | null | undefined, time: string): Kept<{ readonly time: string }> {
  return { key: trackingNumber && trackingKeyOf(trackingNumber), fact: { time } };
}

/** EasyPost says so of parcels that go back to the sender; its types do not know the field. */
function isReturn(tracker: object): boolean {
  return 'is_return' in tracker && tracker.is_return === true;
}
