import { isJsonObject, type RecordData } from 'integration-service';
import { entriesIn } from '../shared/fields.ts';
import type { OrderRecord } from './order-record.ts';

/** A refund that failed or was canceled: its money did not reach the customer. */
export interface Reversal {
  /** ISO 4217 minor units. */
  readonly amount: number;
  readonly currency: string;
  /** RFC 3339. */
  readonly time: string;
}

/** The record of a charge, in `refundedCharges/{its id}`: the id of its order's record, and its reversed refunds. */
export type RefundedChargeRecord = {
  /** The id of the record in `orders`; absent until a refund of the charge is reported. */
  readonly order?: string;
  readonly reversed: { readonly [refund: string]: Reversal };
};

export function reversalsOf(record: RecordData | undefined): RefundedChargeRecord['reversed'] {
  return entriesIn(record?.['reversed'], isReversal);
}

/**
 * The reversals that are later than a given state of the charge. Earlier ones are already in the charge's
 * `amount_refunded`, which Stripe has lowered.
 */
export function reversedSince(time: string, reversals: RefundedChargeRecord['reversed']): readonly Reversal[] {
  return Object.values(reversals).filter((reversal) => reversal.time >= time);
}

/** An order with its reversals applied. A reversal in another currency does not apply to it. */
export function withoutReversed(order: OrderRecord, reversals: readonly Reversal[]): OrderRecord {
  const back = reversals
    .filter(({ currency }) => currency === order.currency)
    .reduce((sum, { amount }) => sum + amount, 0);
  if (back === 0) return order;
  const amountRefunded = Math.max(0, order.amountRefunded - back);
  return { ...order, amountRefunded, status: statusOf(amountRefunded, order.amount) };
}

/**
 * The order after one more reversal; unchanged if it was written from another charge or from a later state of this one.
 */
export function withReversal(
  current: RecordData | undefined,
  charge: string,
  reversal: Reversal,
): RecordData | undefined {
  const { asOf, amount, amountRefunded: before, currency } = current ?? {};
  const isKnown = isJsonObject(asOf) && typeof asOf['time'] === 'string' && asOf['time'] > reversal.time;
  const concerns = current?.['charge'] === charge && currency === reversal.currency && !isKnown;
  if (!concerns || typeof before !== 'number' || typeof amount !== 'number') return current;
  const amountRefunded = Math.max(0, before - reversal.amount);
  return { ...current, amountRefunded, status: statusOf(amountRefunded, amount) };
}

function statusOf(amountRefunded: number, amount: number): OrderRecord['status'] {
  if (amountRefunded === 0) return 'paid';
  return amountRefunded < amount ? 'partially_refunded' : 'refunded';
}

function isReversal(value: unknown): value is Reversal {
  return (
    isJsonObject(value) &&
    typeof value['amount'] === 'number' &&
    typeof value['currency'] === 'string' &&
    typeof value['time'] === 'string'
  );
}
