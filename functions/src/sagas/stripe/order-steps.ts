import { map, pipe } from 'rxjs';
import { accountOf, idOf, isStripeEventOfType, type StripeEventOfType } from 'integration-service/stripe';
import { only, stepsOf, type OrderStep, type OrderSteps } from '../shared/order-steps.ts';
import { orderIdOf, orderPlaceOf } from './order-record.ts';

/** Lets through the events that report a step of an order. */
export function stripeStep<Step extends keyof OrderStep>(step: Step) {
  return pipe(
    isStripeEventOfType('charge.succeeded', 'charge.updated', 'charge.refunded'),
    map(stripeSteps),
    only(step),
  );
}

/**
 * What an event reports of the order that a charge pays. Only a charge with a shipping address is for goods that are sent;
 * the order is on its way once `shipping.tracking_number` is set.
 */
function stripeSteps({
  event,
  envelope,
}: StripeEventOfType<'charge.succeeded' | 'charge.updated' | 'charge.refunded'>): OrderSteps {
  const charge = event.data.object;
  const account = accountOf(event) ?? null;
  const { paid, refunded, livemode, shipping } = charge;
  // Several numbers are separated by commas.
  const trackingNumber = shipping?.tracking_number?.split(',')[0];
  return stepsOf(
    {
      provider: 'stripe',
      order: orderPlaceOf(charge, account),
      orderId: orderIdOf(charge),
      customer: idOf(charge.customer),
      livemode,
    },
    {
      isPaid: paid && !refunded && Boolean(shipping),
      isShipped: Boolean(trackingNumber),
      isCalledOff: refunded,
      trackingNumber,
    },
    envelope.time,
  );
}
