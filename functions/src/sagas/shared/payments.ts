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

/** How far a payment has come. The number ranks two states that have the same time. */
const STAGES = {
  /** Started, or waiting for the bank or the customer. */
  pending: 0,
  /** The money is reserved, but not yet taken. */
  authorized: 1,
  failed: 2,
  canceled: 2,
  paid: 3,
  partially_refunded: 4,
  refunded: 5,
  /** The payer, or their bank, demands the money back. */
  disputed: 6,
} as const;

export type PaymentStatus = keyof typeof STAGES;

/** A payment, as one event describes it. Amounts are in ISO 4217 minor units, times in RFC 3339. */
export interface Payment {
  /** The payment provider: `razorpay`. */
  readonly provider: string;
  /** Unique within the provider. */
  readonly id: string;
  /** The merchant's account at the provider. */
  readonly account: string | null;
  readonly status: PaymentStatus;
  /** The provider's own term: `captured`. */
  readonly providerStatus: string;
  readonly amount: number | null;
  readonly amountRefunded: number | null;
  /** ISO 4217, upper case. */
  readonly currency: string | null;
  /** The provider's id of the customer. */
  readonly customer: string | null;
  /** The provider's id of the subscription that the payment belongs to. */
  readonly subscription: string | null;
  /** Your own id of the order, if you passed it along. */
  readonly orderId: string | null;
  /** Your own id of the user, if you passed it along. */
  readonly userId: string | null;
  /** The provider's own term: `upi`. */
  readonly method: string | null;
  /** Why it failed, as the provider's own code. */
  readonly failureCode: string | null;
  /** False for a test; null if the provider does not say. */
  readonly livemode: boolean | null;
  readonly createdAt: string | null;
}

/** A payment, in `payments/{provider}:{its id}`. */
export type PaymentRecord = Payment;

/** What every event about a payment says. What it may say beside that is null if it does not. */
export type KnownPayment = Pick<Payment, 'provider' | 'id' | 'status' | 'providerStatus'> & Partial<Payment>;

const NOTHING_MORE = {
  account: null,
  amount: null,
  amountRefunded: null,
  currency: null,
  customer: null,
  subscription: null,
  orderId: null,
  userId: null,
  method: null,
  failureCode: null,
  livemode: null,
  createdAt: null,
} as const;

/** A payment of which no more is known. */
export function paymentOf(payment: KnownPayment): Payment {
  return { ...NOTHING_MORE, ...payment };
}

/** Keeps `payments` up to date. The sagas of all payment providers that have no record of their own use this command. */
export class UpdatePayment extends Command {
  static readonly type = 'UpdatePayment';
  readonly payment: Payment;
  readonly asOf: AsOf;

  constructor(payment: KnownPayment, event: IntegrationEvent) {
    super();
    this.payment = paymentOf(payment);
    this.asOf = asOfEvent(event, STAGES[payment.status]);
  }
}

/** How a payment is kept, whether an event has brought it or it was fetched. */
export function keepPayment(
  { payment, asOf }: Pick<UpdatePayment, 'payment' | 'asOf'>,
  records: RecordChanges,
): undefined {
  const change = newest(asOf, () => ({ ...payment }) satisfies PaymentRecord);
  records.update('payments', recordIdOf(payment.provider, payment.id), change);
}

export const updatePayment = recordHandler(UpdatePayment, keepPayment);
