import { Command, ifAbsent, recordHandler } from 'integration-service';
import type { PaidOrder } from './order-steps.ts';

/** An order that was paid and not shipped in time, in `lateShipments/{id of the order's record}`. Times are in RFC 3339. */
export type LateShipmentRecord = PaidOrder & {
  readonly status: 'late' | 'settled';
  readonly paidAt: string;
  /** When it was shipped or called off after all; null while it is late. */
  readonly settledAt: string | null;
};

/** A customer to ask for a review, in `reviewRequests/{id of the order's record}`: write to them when it is created. */
export type ReviewRequestRecord = PaidOrder & {
  readonly deliveredAt: string;
};

type Dated = PaidOrder & { readonly time: string };

export class EscalateShipment extends Command {
  static readonly type = 'EscalateShipment';
  /** With the time of its payment. */
  readonly order: Dated;

  constructor(order: Dated) {
    super();
    this.order = order;
  }
}

export class SettleEscalation extends Command {
  static readonly type = 'SettleEscalation';
  readonly order: Dated;
  readonly settledAt: string;

  constructor(order: Dated, settledAt: string) {
    super();
    this.order = order;
    this.settledAt = settledAt;
  }
}

export class AskForReview extends Command {
  static readonly type = 'AskForReview';
  readonly order: PaidOrder;
  readonly deliveredAt: string;

  constructor(order: PaidOrder, deliveredAt: string) {
    super();
    this.order = order;
    this.deliveredAt = deliveredAt;
  }
}

export const escalateShipment = recordHandler(EscalateShipment, ({ order }, records) => {
  const record: LateShipmentRecord = { ...about(order), status: 'late', paidAt: order.time, settledAt: null };
  records.update('lateShipments', order.order, () => record);
});

export const settleEscalation = recordHandler(SettleEscalation, ({ order, settledAt }, records) => {
  const record: LateShipmentRecord = { ...about(order), status: 'settled', paidAt: order.time, settledAt };
  records.update('lateShipments', order.order, () => record);
});

export const askForReview = recordHandler(AskForReview, ({ order, deliveredAt }, records) => {
  const record: ReviewRequestRecord = { ...about(order), deliveredAt };
  records.update(
    'reviewRequests',
    order.order,
    ifAbsent(() => record),
  );
});

function about({ provider, order, orderId, customer, livemode }: PaidOrder): PaidOrder {
  return { provider, order, orderId, customer, livemode };
}
