import { mergeMap } from 'rxjs';
import { isJsonObject, isOfType, newest, recordHandler, saga } from 'integration-service';
import { isSquareEventOfType, SquareEvent, type Refund } from 'integration-service/square';
import { textIn, textOrNull } from '../shared/fields.ts';
import { recordIdOf } from '../shared/record-id.ts';
import { utcOf } from '../shared/times.ts';
import { amountIn } from './amounts.ts';
import { ObjectCommand } from './object-command.ts';

/** A refund, in `refunds/square:{its id}`, beside those of Stripe. Times are RFC 3339. */
export type SquareRefundRecord = {
  readonly provider: 'square';
  readonly id: string;
  /** The seller. */
  readonly account: string | null;
  readonly location: string | null;
  /** Square's own term: `PENDING`, `COMPLETED`, `REJECTED`, `FAILED`. */
  readonly status: string;
  /** ISO 4217 minor units, in which Square counts too. */
  readonly amount: number | null;
  /** ISO 4217, as Square writes it: `USD`. */
  readonly currency: string | null;
  readonly payment: string | null;
  readonly squareOrderId: string | null;
  /** The seller's reason. */
  readonly reason: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
};

/** Decides which of two states within one millisecond is the later one. */
const RANKS = { PENDING: 0, COMPLETED: 1, REJECTED: 1, FAILED: 1 } as const;

/** Keeps `refunds` in sync with Square: which are pending, which arrived, which failed. */
export const refundProgress = saga((events$) =>
  events$.pipe(
    isOfType(SquareEvent),
    isSquareEventOfType('refund.created', 'refund.updated'),
    mergeMap((event) => {
      const refund = event.event.data.object?.refund;
      return isJsonObject(refund) ? [new SyncSquareRefund(refund, event, RANKS)] : [];
    }),
  ),
);

export class SyncSquareRefund extends ObjectCommand<Refund> {
  static readonly type = 'SyncSquareRefund';
}

export const syncSquareRefund = recordHandler(SyncSquareRefund, ({ object, account, asOf }, records) => {
  const change = newest(asOf, () => recordOf(object, account));
  records.update('refunds', recordIdOf('square', object.id), change);
});

function recordOf(refund: Refund, account: string | null): SquareRefundRecord {
  const money = amountIn(refund.amount_money);
  return {
    provider: 'square',
    id: refund.id,
    account,
    location: textOrNull(refund.location_id),
    status: textIn(refund.status),
    amount: money?.amount ?? null,
    currency: money?.currency ?? null,
    payment: textOrNull(refund.payment_id),
    squareOrderId: textOrNull(refund.order_id),
    reason: textOrNull(refund.reason),
    createdAt: utcOf(refund.created_at),
    updatedAt: utcOf(refund.updated_at),
  };
}
