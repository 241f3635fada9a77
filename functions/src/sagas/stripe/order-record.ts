/**
 * An order whose money went back, in `orders/stripe:{order id}`. The order's id is `metadata.order_id` of the
 * payment, else the id of the payment intent; a connected account's orders have the account before it. One charge
 * per order. Amounts are ISO 4217 minor units, times RFC 3339.
 */
export type OrderRecord = {
  readonly orderId: string;
  /** The connected account it belongs to; null for one's own. */
  readonly account: string | null;
  /** `paid` again once its refund has failed or was canceled. */
  readonly status: 'paid' | 'partially_refunded' | 'refunded';
  readonly amount: number;
  /** What the customer got back, without refunds that failed or were canceled. */
  readonly amountRefunded: number;
  readonly currency: string;
  readonly customer: string | null;
  readonly charge: string;
  readonly paymentIntent: string | null;
  readonly livemode: boolean;
  readonly paidAt: string;
};
