import { durableSaga, from } from 'integration-service';
import { StripeEvent } from 'integration-service/stripe';
import { escalateIfLate } from '../shared/late-shipments.ts';
import { isOrderCharge, stripeStep } from './order-steps.ts';

/** Escalates charges with a shipping address that were paid and not shipped within five days. One instance for each order. */
export const stripeLateShipments = durableSaga(
  {
    paid: from(StripeEvent, isOrderCharge, (steps) => steps.paid, stripeStep('paid')),
    shipped: from(StripeEvent, isOrderCharge, (steps) => steps.shipped, stripeStep('shipped')),
    calledOff: from(StripeEvent, isOrderCharge, (steps) => steps.calledOff, stripeStep('calledOff')),
  },
  escalateIfLate,
);
