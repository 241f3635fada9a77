import { mergeMap } from 'rxjs';
import { idIn, isOfType, saga } from 'integration-service';
import { ChargebeeEvent, isChargebeeEventOfType } from 'integration-service/chargebee';
import { integerOrNull, textIn, textOrNull } from '../shared/fields.ts';
import { currencyIn } from '../shared/money.ts';
import { type PaymentStatus, UpdatePayment } from '../shared/payments.ts';
import { type RefundStatus, UpdateRefund } from '../shared/refunds.ts';
import { utcOf } from '../shared/times.ts';

/** What Chargebee's status means; the others wait for the bank. */
const PAYMENTS: ReadonlyMap<string, PaymentStatus> = new Map([
  ['success', 'paid'],
  ['voided', 'canceled'],
  ['failure', 'failed'],
  ['timeout', 'failed'],
  ['late_failure', 'failed'],
]);
const REFUNDS: ReadonlyMap<string, RefundStatus> = new Map([
  ['success', 'paid'],
  ['voided', 'failed'],
  ['failure', 'failed'],
  ['timeout', 'failed'],
  ['late_failure', 'failed'],
]);

/** Keeps `payments` up to date with the transactions of Chargebee: what was paid, and what failed. */
export const payments = saga((events$) =>
  events$.pipe(
    isOfType(ChargebeeEvent),
    isChargebeeEventOfType('payment_initiated', 'payment_succeeded', 'payment_failed'),
    mergeMap((event) => {
      const transaction = event.event.content?.transaction;
      const id = idIn(transaction?.id);
      if (!transaction || id === undefined) return [];
      const update = new UpdatePayment(
        {
          provider: 'chargebee',
          id,
          status: PAYMENTS.get(textIn(transaction.status)) ?? 'pending',
          providerStatus: textIn(transaction.status),
          amount: integerOrNull(transaction.amount),
          amountRefunded: integerOrNull(transaction.amount_refunded),
          currency: currencyIn(transaction.currency_code),
          customer: textOrNull(transaction.customer_id),
          subscription: textOrNull(transaction.subscription_id),
          method: textOrNull(transaction.payment_method),
          failureCode: textOrNull(transaction.error_code),
          createdAt: utcOf(transaction.date),
        },
        event,
      );
      return [update];
    }),
  ),
);

/** Keeps `refunds` up to date with Chargebee. A refund is a transaction that names the one of the payment. */
export const refunds = saga((events$) =>
  events$.pipe(
    isOfType(ChargebeeEvent),
    isChargebeeEventOfType('refund_initiated', 'payment_refunded'),
    mergeMap((event) => {
      const transaction = event.event.content?.transaction;
      const id = idIn(transaction?.id);
      if (!transaction || id === undefined) return [];
      const update = new UpdateRefund(
        {
          provider: 'chargebee',
          id,
          status: REFUNDS.get(textIn(transaction.status)) ?? 'pending',
          providerStatus: textIn(transaction.status),
          amount: integerOrNull(transaction.amount),
          currency: currencyIn(transaction.currency_code),
          payment: textOrNull(transaction.reference_transaction_id) ?? textOrNull(transaction.refunded_txn_id),
          createdAt: utcOf(transaction.date),
        },
        event,
      );
      return [update];
    }),
  ),
);
