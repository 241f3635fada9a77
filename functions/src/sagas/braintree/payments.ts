import { mergeMap } from 'rxjs';
import { idIn, isOfType, saga } from 'integration-service';
import { BraintreeEvent, isBraintreeEventOfType } from 'integration-service/braintree';
import { idOrNull, listIn, textIn, textOrNull } from '../shared/fields.ts';
import { UpdatePayment } from '../shared/payments.ts';
import { UpdateRefund } from '../shared/refunds.ts';
import { utcOf } from '../shared/times.ts';
import { moneyIn, paymentOf } from './transactions.ts';

/** Keeps `payments` up to date with Braintree: what subscriptions charged, what settled, and what failed. */
export const payments = saga((events$) =>
  events$.pipe(
    isOfType(BraintreeEvent),
    isBraintreeEventOfType(
      'subscription_charged_successfully',
      'subscription_charged_unsuccessfully',
      'transaction_settled',
      'transaction_settlement_declined',
      'local_payment_completed',
    ),
    mergeMap((event) => {
      const { subject } = event.event;
      // Of a subscription's transactions, the newest comes first.
      const transaction =
        'subscription' in subject
          ? listIn(subject.subscription?.transactions)[0]
          : 'localPayment' in subject
            ? subject.localPayment?.transaction
            : subject.transaction;
      const payment = paymentOf(transaction);
      return payment === undefined ? [] : [new UpdatePayment(payment, event)];
    }),
  ),
);

/** Marks what is disputed in `payments`, until the dispute is won. */
export const disputes = saga((events$) =>
  events$.pipe(
    isOfType(BraintreeEvent),
    isBraintreeEventOfType('dispute_opened', 'dispute_accepted', 'dispute_expired', 'dispute_lost', 'dispute_won'),
    mergeMap((event) => {
      const { kind, subject } = event.event;
      const { dispute } = subject;
      const payment = paymentOf(dispute?.transaction, kind === 'dispute_won' ? 'paid' : 'disputed');
      if (payment === undefined) return [];
      const known = payment.currency ?? null;
      const update = new UpdatePayment(
        {
          ...payment,
          ...(known === null &&
            moneyIn({ amount: dispute?.transaction?.amount, currencyIsoCode: dispute?.currencyIsoCode })),
          providerStatus: textIn(dispute?.status),
        },
        event,
      );
      return [update];
    }),
  ),
);

/** Keeps refunds that the bank declined in `refunds`: the money did not go back. */
export const failedRefunds = saga((events$) =>
  events$.pipe(
    isOfType(BraintreeEvent),
    isBraintreeEventOfType('refund_failed'),
    mergeMap((event) => {
      const { transaction } = event.event.subject;
      const id = idIn(transaction?.id);
      if (!transaction || id === undefined) return [];
      const update = new UpdateRefund(
        {
          provider: 'braintree',
          id,
          account: textOrNull(transaction.merchantAccountId),
          status: 'failed',
          providerStatus: textIn(transaction.status),
          ...moneyIn(transaction),
          payment: idOrNull(transaction.refundedTransactionId),
          reason: textOrNull(transaction.processorResponseCode),
          createdAt: utcOf(transaction.createdAt),
        },
        event,
      );
      return [update];
    }),
  ),
);
