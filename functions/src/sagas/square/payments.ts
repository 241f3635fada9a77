import { mergeMap } from 'rxjs';
import { isJsonObject, isOfType, newest, recordHandler, saga } from 'integration-service';
import { isSquareEventOfType, SquareEvent, type Payment } from 'integration-service/square';
import { listIn, textIn, textOrNull } from '../shared/fields.ts';
import { recordIdOf } from '../shared/record-id.ts';
import { utcOf } from '../shared/times.ts';
import { amountIn } from './amounts.ts';
import { ObjectCommand } from './object-command.ts';

/** A payment, in `payments/square:{its id}`, beside those of Stripe and Paddle. Times are RFC 3339. */
export type SquarePaymentRecord = {
  readonly provider: 'square';
  readonly id: string;
  /** The seller. */
  readonly account: string | null;
  readonly location: string | null;
  /** Square's own term: `APPROVED` (authorized), `PENDING`, `COMPLETED`, `CANCELED`, `FAILED`. */
  readonly status: string;
  /** ISO 4217 minor units, in which Square counts too; with the tip. */
  readonly amount: number | null;
  readonly amountTip: number;
  readonly amountRefunded: number;
  /** ISO 4217, as Square writes it: `USD`. */
  readonly currency: string | null;
  readonly customer: string | null;
  /** Square's id of the order. */
  readonly squareOrderId: string | null;
  /** Your own id: `reference_id` of the payment. */
  readonly orderId: string | null;
  /** `CARD`, `CASH`, `WALLET`, … */
  readonly method: string | null;
  /** Why the card was declined: `INSUFFICIENT_FUNDS`. */
  readonly failureCode: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
};

/** Decides which of two states within one millisecond is the later one. */
const RANKS = { PENDING: 0, APPROVED: 1, FAILED: 2, CANCELED: 2, COMPLETED: 2 } as const;

/** Keeps `payments` up to date with Square: which went through, which failed and why, and what was refunded. */
export const paymentProgress = saga((events$) =>
  events$.pipe(
    isOfType(SquareEvent),
    isSquareEventOfType('payment.created', 'payment.updated'),
    mergeMap((event) => {
      const payment = event.event.data.object?.payment;
      return isJsonObject(payment) ? [new SyncSquarePayment(payment, event, RANKS)] : [];
    }),
  ),
);

export class SyncSquarePayment extends ObjectCommand<Payment> {
  static readonly type = 'SyncSquarePayment';
}

export const syncSquarePayment = recordHandler(SyncSquarePayment, ({ object, account, asOf }, records) => {
  const change = newest(asOf, () => recordOf(object, account));
  records.update('payments', recordIdOf('square', object.id), change);
});

function recordOf(payment: Payment, account: string | null): SquarePaymentRecord {
  const total = amountIn(payment.total_money) ?? amountIn(payment.amount_money);
  const [failure] = listIn(payment.card_details?.errors);
  return {
    provider: 'square',
    id: payment.id,
    account,
    location: textOrNull(payment.location_id),
    status: textIn(payment.status),
    amount: total?.amount ?? null,
    amountTip: amountIn(payment.tip_money)?.amount ?? 0,
    amountRefunded: amountIn(payment.refunded_money)?.amount ?? 0,
    currency: total?.currency ?? null,
    customer: textOrNull(payment.customer_id),
    squareOrderId: textOrNull(payment.order_id),
    orderId: textOrNull(payment.reference_id),
    method: textOrNull(payment.source_type),
    failureCode: textOrNull(failure?.code),
    createdAt: utcOf(payment.created_at),
    updatedAt: utcOf(payment.updated_at),
  };
}
