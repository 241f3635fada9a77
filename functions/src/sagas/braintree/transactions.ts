import { idIn } from 'integration-service';
import type { Transaction } from 'integration-service/braintree';
import { idOrNull, textIn, textOrNull } from '../shared/fields.ts';
import { currencyIn, minorUnits } from '../shared/money.ts';
import type { KnownPayment, PaymentStatus } from '../shared/payments.ts';
import { utcOf } from '../shared/times.ts';

/** What Braintree's status means. A payment that is submitted for settlement is taken unless the bank declines it. */
const STATUSES: ReadonlyMap<string, PaymentStatus> = new Map([
  ['authorized', 'authorized'],
  ['submitted_for_settlement', 'paid'],
  ['settling', 'paid'],
  ['settlement_confirmed', 'paid'],
  ['settled', 'paid'],
  ['voided', 'canceled'],
  ['authorization_expired', 'canceled'],
  ['processor_declined', 'failed'],
  ['gateway_rejected', 'failed'],
  ['settlement_declined', 'failed'],
  ['failed', 'failed'],
]);

/** What a transaction says of its payment; undefined if it has no id or is a refund. */
export function paymentOf(
  transaction: Transaction | null | undefined,
  status = STATUSES.get(textIn(transaction?.status)) ?? 'pending',
): KnownPayment | undefined {
  const id = idIn(transaction?.id);
  if (!transaction || id === undefined || transaction.type === 'credit') return undefined;
  return {
    provider: 'braintree',
    id,
    account: textOrNull(transaction.merchantAccountId),
    status,
    providerStatus: textIn(transaction.status),
    ...moneyIn(transaction),
    customer: idOrNull(transaction.customer?.id),
    subscription: idOrNull(transaction.subscriptionId),
    orderId: idOrNull(transaction.orderId),
    userId: userIn(transaction),
    method: textOrNull(transaction.paymentInstrumentType),
    failureCode: status === 'failed' ? textOrNull(transaction.processorResponseCode) : null,
    createdAt: utcOf(transaction.createdAt),
  };
}

/** An amount in minor units, and its currency. */
export function moneyIn(of: {
  readonly amount?: string | null | undefined;
  readonly currencyIsoCode?: string | null | undefined;
}): {
  readonly amount: number | null;
  readonly currency: string | null;
} {
  const currency = currencyIn(of.currencyIsoCode);
  return { amount: currency === null ? null : minorUnits(textIn(of.amount), currency), currency };
}

/** Your own id of the user, from the custom field `user_id`. */
export function userIn({ customFields }: Transaction): string | null {
  return typeof customFields === 'object' ? idOrNull(customFields?.['userId']) : null;
}
