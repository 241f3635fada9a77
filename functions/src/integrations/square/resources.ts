/** The objects that Square's events carry, as far as they are documented. A field may be missing or null. */

type Loose<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | null } & { readonly id: string };

/** An amount in the currency's smallest unit. */
export interface Money {
  readonly amount: number;
  /** ISO 4217: `USD`. */
  readonly currency: string;
}

/** @see https://developer.squareup.com/reference/square/objects/Payment */
export type Payment = Loose<{
  /** `APPROVED` (authorized), `PENDING`, `COMPLETED`, `CANCELED` or `FAILED`. */
  status: string;
  amount_money: Money;
  tip_money: Money;
  /** With the tip. */
  total_money: Money;
  approved_money: Money;
  refunded_money: Money;
  /** `CARD`, `CASH`, `WALLET`, `BANK_ACCOUNT`, `EXTERNAL` … */
  source_type: string;
  card_details: {
    readonly status?: string;
    readonly card?: { readonly card_brand?: string; readonly last_4?: string };
    readonly errors?: readonly { readonly category?: string; readonly code?: string; readonly detail?: string }[];
  };
  location_id: string;
  order_id: string;
  customer_id: string;
  /** Your own id of the payment's object, up to 40 characters. */
  reference_id: string;
  note: string;
  refund_ids: readonly string[];
  receipt_url: string;
  version_token: string;
  created_at: string;
  updated_at: string;
}>;

/** @see https://developer.squareup.com/reference/square/objects/PaymentRefund */
export type Refund = Loose<{
  /** `PENDING`, `COMPLETED`, `REJECTED` or `FAILED`. */
  status: string;
  amount_money: Money;
  payment_id: string;
  order_id: string;
  location_id: string;
  reason: string;
  created_at: string;
  updated_at: string;
}>;

/** What order events tell: not the order. */
export type OrderChange = {
  readonly order_id: string;
  readonly location_id?: string;
  /** `OPEN`, `COMPLETED`, `CANCELED` or `DRAFT`. */
  readonly state?: string;
  readonly version?: number;
  readonly created_at?: string;
  readonly updated_at?: string;
};

export type Customer = Loose<{
  given_name: string;
  family_name: string;
  email_address: string;
  phone_number: string;
  reference_id: string;
  version: number;
  created_at: string;
  updated_at: string;
}>;

export type Invoice = Loose<{
  /** `DRAFT`, `UNPAID`, `SCHEDULED`, `PARTIALLY_PAID`, `PAID`, `CANCELED` … */
  status: string;
  invoice_number: string;
  title: string;
  location_id: string;
  order_id: string;
  subscription_id: string;
  primary_recipient: { readonly customer_id?: string };
  version: number;
  created_at: string;
  updated_at: string;
}>;

export type Subscription = Loose<{
  /** `PENDING`, `ACTIVE`, `PAUSED`, `CANCELED`, `DEACTIVATED`. */
  status: string;
  customer_id: string;
  location_id: string;
  plan_variation_id: string;
  start_date: string;
  charged_through_date: string;
  canceled_date: string;
  version: number;
  created_at: string;
}>;

export type Dispute = Loose<{
  state: string;
  reason: string;
  amount_money: Money;
  disputed_payment: { readonly payment_id?: string };
  due_at: string;
  created_at: string;
  updated_at: string;
}>;

export type Payout = Loose<{
  /** `SENT`, `PAID` or `FAILED`. */
  status: string;
  amount_money: Money;
  location_id: string;
  arrival_date: string;
  created_at: string;
  updated_at: string;
}>;

export interface InventoryCount {
  readonly catalog_object_id: string;
  readonly location_id: string;
  readonly state: string;
  /** A decimal number. */
  readonly quantity: string;
  readonly calculated_at: string;
}
