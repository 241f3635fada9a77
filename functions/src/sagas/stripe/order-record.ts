import type Stripe from 'stripe';
import { idOf } from 'integration-service/stripe';
import { recordIdOf } from '../shared/record-id.ts';
import { inAccount } from './in-account.ts';

/**
 * A refunded order, in `orders/stripe:{order id}`. The order's id is `metadata.order_id` of the payment, else the id of
 * the payment intent; for connected accounts it is preceded by the account. An order has one charge. Amounts are in ISO
 * 4217 minor units, times in RFC 3339.
 */
export type OrderRecord = {
  readonly orderId: string;
  /** The connected account it belongs to; null for your own. */
  readonly account: string | null;
  /** `paid` again once its refund has failed or been canceled. */
  readonly status: 'paid' | 'partially_refunded' | 'refunded';
  readonly amount: number;
  /** What the customer got back, excluding refunds that failed or were canceled. */
  readonly amountRefunded: number;
  readonly currency: string;
  readonly customer: string | null;
  readonly charge: string;
  readonly paymentIntent: string | null;
  readonly livemode: boolean;
  readonly paidAt: string;
};

/** Your own id of the order that a charge pays, if its metadata has one. */
export function orderIdOf(charge: Stripe.Charge): string {
  return charge.metadata?.['order_id'] || (idOf(charge.payment_intent) ?? charge.id);
}

/** The id of its record in `orders`. */
export function orderPlaceOf(charge: Stripe.Charge, account: string | null): string {
  return recordIdOf('stripe', inAccount(account, orderIdOf(charge)));
}
