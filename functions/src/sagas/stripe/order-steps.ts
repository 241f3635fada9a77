import type Stripe from 'stripe';
import type { Context } from 'integration-service';
import { idOf, isStripeEventOfType, type StripeEventAbout, type StripeObject } from 'integration-service/stripe';
import { stripeObject } from 'integration-service/stripe/refetch';
import { stepsOf, type OrderStep, type OrderSteps } from '../shared/order-steps.ts';
import { orderIdOf, orderPlaceOf } from './order-record.ts';

/** Lets through the events that may report a step of an order. */
export const isOrderCharge = isStripeEventOfType('charge.succeeded', 'charge.updated', 'charge.refunded');

/** The steps that such an event reports, if one of them is this. */
export function stripeStep(step: keyof OrderStep) {
  const { atHand, fetch } = stripeObject<Stripe.Charge>();
  return {
    atHand: (event: StripeEventAbout<Stripe.Charge>) => stepsIn(atHand(event)),
    fetch: async (event: StripeEventAbout<Stripe.Charge>, context: Context) => stepsIn(await fetch(event, context)),
    when: (steps: OrderSteps) => steps[step] !== undefined,
  };
}

function stepsIn(told: StripeObject<Stripe.Charge> | undefined): OrderSteps | undefined {
  return told === undefined ? undefined : stripeSteps(told);
}

/**
 * What an event reports of the order that a charge pays. Only a charge with a shipping address is for goods that are sent;
 * the order is on its way once `shipping.tracking_number` is set.
 */
function stripeSteps({ object: charge, account, time }: StripeObject<Stripe.Charge>): OrderSteps {
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
    time,
  );
}
