import { anyOf, durableSaga, from, StateEvent } from 'integration-service';
import { ShopifyEvent } from 'integration-service/shopify';
import { escalateIfLate } from '../shared/late-shipments.ts';
import { asTold } from '../shared/order-steps.ts';
import { shopifyStateStep, shopifyStep } from './order-steps.ts';

/** Escalates orders at Shopify that were paid and not shipped within five days. One instance for each order. */
export const lateShipments = durableSaga(
  {
    paid: anyOf(from(ShopifyEvent, shopifyStep('paid'), asTold), from(StateEvent, shopifyStateStep('paid'), asTold)),
    shipped: anyOf(
      from(ShopifyEvent, shopifyStep('shipped'), asTold),
      from(StateEvent, shopifyStateStep('shipped'), asTold),
    ),
    calledOff: anyOf(
      from(ShopifyEvent, shopifyStep('calledOff'), asTold),
      from(StateEvent, shopifyStateStep('calledOff'), asTold),
    ),
  },
  escalateIfLate,
);
