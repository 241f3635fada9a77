import type Stripe from 'stripe';
import { map } from 'rxjs';
import { isJsonObject, isOfType, newest, recordHandler, saga } from 'integration-service';
import { idOf, isoOf, isStripeEventOfType, olderField, StripeEvent } from 'integration-service/stripe';
import { stripeObject } from 'integration-service/stripe/refetch';
import { isoAmount } from './amounts.ts';
import { ObjectCommand } from './object-command.ts';

/** A payment intent, in `payments/{its id}`. Amounts are in ISO 4217 minor units, times in RFC 3339. */
export type PaymentRecord = {
  readonly id: string;
  /** The connected account it belongs to; null for your own. */
  readonly account: string | null;
  /** Stripe's own term: `succeeded`, `requires_payment_method` (an attempt failed), `processing`, `canceled`, … */
  readonly status: string;
  readonly amount: number;
  readonly amountReceived: number;
  readonly currency: string;
  readonly customer: string | null;
  /** Your own id of the order: `metadata.order_id` of the payment intent. */
  readonly orderId: string | null;
  readonly charge: string | null;
  /** Why the last attempt failed, if it did: `card_declined`. */
  readonly failureCode: string | null;
  /** Why the bank declined: `insufficient_funds`. */
  readonly declineCode: string | null;
  /** A message that may be shown to the customer. */
  readonly failureMessage: string | null;
  readonly cancellationReason: string | null;
  readonly canceledAt: string | null;
  readonly livemode: boolean;
  readonly createdAt: string;
};

/** Keeps `payments` up to date: which succeeded, which failed and why. */
export const paymentProgress = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType(
      'payment_intent.requires_action',
      'payment_intent.processing',
      'payment_intent.succeeded',
      'payment_intent.payment_failed',
      'payment_intent.canceled',
    ),
    map((event) => new SyncPayment(event)),
  ),
);

export class SyncPayment extends ObjectCommand<Stripe.PaymentIntent> {
  static readonly type = 'SyncPayment';
}

export const syncPayment = recordHandler(
  SyncPayment,
  ({ object: payment, account, asOf }, records) => {
    const change = newest(asOf, () => recordOf(payment, account));
    records.update('payments', payment.id, change);
  },
  stripeObject<Stripe.PaymentIntent>(),
);

function recordOf(payment: Stripe.PaymentIntent, account: string | null): PaymentRecord {
  const failure = payment.last_payment_error;
  return {
    id: payment.id,
    account,
    status: payment.status,
    amount: isoAmount(payment.amount, payment.currency),
    amountReceived: isoAmount(payment.amount_received ?? 0, payment.currency),
    currency: payment.currency,
    customer: idOf(payment.customer),
    orderId: payment.metadata?.['order_id'] || null,
    charge: idOf(payment.latest_charge) ?? lastChargeOf(payment),
    failureCode: failure?.code ?? null,
    declineCode: failure?.decline_code ?? null,
    failureMessage: failure?.message ?? null,
    cancellationReason: payment.cancellation_reason ?? null,
    canceledAt: isoOf(payment.canceled_at),
    livemode: payment.livemode,
    createdAt: isoOf(payment.created),
  };
}

/** API versions before 2022-11-15 list the charges, latest first. */
function lastChargeOf(payment: Stripe.PaymentIntent): string | null {
  const charges = olderField(payment, 'charges');
  const list: unknown = isJsonObject(charges) ? charges['data'] : undefined;
  return Array.isArray(list) ? idOf(list[0]) : null;
}
