import {
  asOfEvent,
  type AsOf,
  Command,
  type IntegrationEvent,
  newest,
  recordHandler,
  type RecordChanges,
} from 'integration-service';
import { recordIdOf } from './record-id.ts';

/** How far a refund has come. The number ranks two states that have the same time. */
const STAGES = { pending: 0, paid: 1, failed: 2 } as const;

export type RefundStatus = keyof typeof STAGES;

/** A refund, as one event describes it. Amounts are in ISO 4217 minor units, times in RFC 3339. */
export interface Refund {
  /** The payment provider: `razorpay`. */
  readonly provider: string;
  /** Unique within the provider. */
  readonly id: string;
  /** The merchant's account at the provider. */
  readonly account: string | null;
  /** Whether the money went back: `paid`. */
  readonly status: RefundStatus;
  /** The provider's own term: `processed`. */
  readonly providerStatus: string;
  readonly amount: number | null;
  /** ISO 4217, upper case. */
  readonly currency: string | null;
  /** The provider's id of the payment, as in `payments`. */
  readonly payment: string | null;
  readonly reason: string | null;
  readonly livemode: boolean | null;
  readonly createdAt: string | null;
}

/** A refund, in `refunds/{provider}:{its id}`. */
export type RefundRecord = Refund;

/** What every event about a refund says. What it may say beside that is null if it does not. */
export type KnownRefund = Pick<Refund, 'provider' | 'id' | 'status' | 'providerStatus'> & Partial<Refund>;

const NOTHING_MORE = {
  account: null,
  amount: null,
  currency: null,
  payment: null,
  reason: null,
  livemode: null,
  createdAt: null,
} as const;

/** A refund of which no more is known. */
export function refundOf(refund: KnownRefund): Refund {
  return { ...NOTHING_MORE, ...refund };
}

/** Keeps `refunds` up to date. The sagas of all payment providers that have no record of their own use this command. */
export class UpdateRefund extends Command {
  static readonly type = 'UpdateRefund';
  readonly refund: Refund;
  readonly asOf: AsOf;

  constructor(refund: KnownRefund, event: IntegrationEvent) {
    super();
    this.refund = refundOf(refund);
    this.asOf = asOfEvent(event, STAGES[refund.status]);
  }
}

/** How a refund is kept, whether an event has brought it or it was fetched. */
export function keepRefund({ refund, asOf }: Pick<UpdateRefund, 'refund' | 'asOf'>, records: RecordChanges): undefined {
  const change = newest(asOf, () => ({ ...refund }) satisfies RefundRecord);
  records.update('refunds', recordIdOf(refund.provider, refund.id), change);
}

export const updateRefund = recordHandler(UpdateRefund, keepRefund);
