import { durableSaga, from } from 'integration-service';
import { ShopifyEvent } from 'integration-service/shopify';
import { escalateIfLate } from '../shared/late-shipments.ts';
import { asTold } from '../shared/order-steps.ts';
import { shopifyStep } from './order-steps.ts';

/** Escalates orders at Shopify that were paid and not shipped within five days. One instance for each order. */
export const lateShipments = durableSaga(
  {
    paid: from(ShopifyEvent, shopifyStep('paid'), asTold),
    shipped: from(ShopifyEvent, shopifyStep('shipped'), asTold),
    calledOff: from(ShopifyEvent, shopifyStep('calledOff'), asTold),
  },
  escalateIfLate,
);
