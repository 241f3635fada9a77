import { concat, map, mergeMap, of, take, takeUntil, timer } from 'rxjs';
import { anyOf, days, durableSaga, from, ofFact } from 'integration-service';
import { ShopifyEvent } from 'integration-service/shopify';
import { StripeEvent } from 'integration-service/stripe';
import { shopifyStep } from '../shopify/order-steps.ts';
import { isOrderCharge, stripeStep } from '../stripe/order-steps.ts';
import { EscalateShipment, SettleEscalation } from './fulfilment-commands.ts';
import { asTold } from './order-steps.ts';

/** Days after payment until an order has to be on its way. */
const SHIPPED_WITHIN = 5;

/**
 * Escalates orders that were paid and not shipped within five days; the escalation is settled once the order is shipped or
 * called off. One instance for each order, at Shopify or at Stripe.
 */
export const lateShipments = durableSaga(
  {
    paid: anyOf(
      from(ShopifyEvent, shopifyStep('paid'), asTold),
      from(StripeEvent, isOrderCharge, (steps) => steps.paid, stripeStep('paid')),
    ),
    shipped: anyOf(
      from(ShopifyEvent, shopifyStep('shipped'), asTold),
      from(StripeEvent, isOrderCharge, (steps) => steps.shipped, stripeStep('shipped')),
    ),
    calledOff: anyOf(
      from(ShopifyEvent, shopifyStep('calledOff'), asTold),
      from(StripeEvent, isOrderCharge, (steps) => steps.calledOff, stripeStep('calledOff')),
    ),
  },
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
