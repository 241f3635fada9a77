/** Razorpay's entities, as far as its events need them. Amounts are in minor units, times in Unix seconds. */

/** Any field may be missing or null. */
type Loose<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | null };

/** What you attached. Razorpay writes an empty list if that is nothing. */
type Notes = Readonly<Record<string, unknown>> | readonly unknown[];

interface Entity {
  id: string;
  entity: string;
  notes: Notes;
  created_at: number;
}

interface Money {
  amount: number;
  /** ISO 4217: `INR`. */
  currency: string;
}

/** @see https://razorpay.com/docs/api/payments/ */
export type Payment = Loose<
  Entity &
    Money & {
      /** `created`, `authorized`, `captured`, `refunded`, `failed`. */
      status: string;
      order_id: string;
      invoice_id: string;
      customer_id: string;
      international: boolean;
      /** `card`, `upi`, `netbanking`, `wallet`, `emi`. */
      method: string;
      amount_refunded: number;
      /** `partial` or `full`. */
      refund_status: string;
      captured: boolean;
      description: string;
      email: string;
      contact: string;
      fee: number;
      tax: number;
      error_code: string;
      error_description: string;
      error_reason: string;
    }
>;

/** @see https://razorpay.com/docs/api/orders/ */
export type Order = Loose<
  Entity &
    Money & {
      amount_paid: number;
      amount_due: number;
      /** Your own number. */
      receipt: string;
      /** `created`, `attempted`, `paid`. */
      status: string;
      attempts: number;
    }
>;

/** @see https://razorpay.com/docs/api/refunds/ */
export type Refund = Loose<
  Entity &
    Money & {
      payment_id: string;
      receipt: string;
      /** `pending`, `processed`, `failed`. */
      status: string;
      speed_processed: string;
    }
>;

/** @see https://razorpay.com/docs/api/payments/subscriptions/ */
export type Subscription = Loose<
  Entity & {
    plan_id: string;
    customer_id: string;
    /** `created`, `authenticated`, `active`, `pending`, `halted`, `cancelled`, `completed`, `expired`, `paused`. */
    status: string;
    quantity: number;
    current_start: number;
    current_end: number;
    charge_at: number;
    ended_at: number;
    total_count: number;
    paid_count: number;
    remaining_count: number;
    has_scheduled_changes: boolean;
  }
>;

/** @see https://razorpay.com/docs/api/disputes/ */
export type Dispute = Loose<
  Entity &
    Money & {
      payment_id: string;
      reason_code: string;
      respond_by: number;
      /** `open`, `under_review`, `won`, `lost`, `closed`. */
      status: string;
      phase: string;
    }
>;

/** @see https://razorpay.com/docs/api/payments/invoices/ */
export type Invoice = Loose<
  Entity &
    Money & {
      order_id: string;
      payment_id: string;
      /** `issued`, `partially_paid`, `paid`, `expired`, `cancelled`. */
      status: string;
      short_url: string;
    }
>;
