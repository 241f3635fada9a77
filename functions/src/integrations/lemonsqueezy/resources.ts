/** The attributes of Lemon Squeezy's resources, as far as they are documented. Amounts are in cents, times RFC 3339. */

/** Any field may be missing or null. */
type Loose<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | null };

interface Common {
  store_id: number;
  customer_id: number;
  user_name: string;
  user_email: string;
  test_mode: boolean;
  created_at: string;
  updated_at: string;
}

interface Totals {
  /** ISO 4217: `USD`. */
  currency: string;
  subtotal: number;
  discount_total: number;
  tax: number;
  total: number;
  refunded_amount: number;
  refunded: boolean;
  refunded_at: string;
}

/** @see https://docs.lemonsqueezy.com/api/orders/the-order-object */
export type Order = Loose<
  Common &
    Totals & {
      identifier: string;
      order_number: number;
      /** `pending`, `failed`, `paid`, `refunded`, `partial_refund`, `fraudulent`. */
      status: string;
      first_order_item: {
        readonly product_id?: number;
        readonly product_name?: string;
        readonly variant_id?: number;
        readonly variant_name?: string;
        readonly price?: number;
        readonly quantity?: number;
      };
      urls: { readonly receipt?: string };
    }
>;

/** @see https://docs.lemonsqueezy.com/api/subscriptions/the-subscription-object */
export type Subscription = Loose<
  Common & {
    order_id: number;
    order_item_id: number;
    product_id: number;
    product_name: string;
    variant_id: number;
    variant_name: string;
    /** `on_trial`, `active`, `paused`, `past_due`, `unpaid`, `cancelled`, `expired`. */
    status: string;
    /** Whether it is cancelled; until `ends_at` the customer still has what they paid for. */
    cancelled: boolean;
    pause: { readonly mode?: 'void' | 'free'; readonly resumes_at?: string | null };
    trial_ends_at: string;
    billing_anchor: number;
    renews_at: string;
    ends_at: string;
    first_subscription_item: { readonly id?: number; readonly price_id?: number; readonly quantity?: number };
    urls: { readonly update_payment_method?: string; readonly customer_portal?: string };
  }
>;

/** @see https://docs.lemonsqueezy.com/api/subscription-invoices/the-subscription-invoice-object */
export type SubscriptionInvoice = Loose<
  Common &
    Totals & {
      subscription_id: number;
      /** `initial`, `renewal` or `updated`. */
      billing_reason: string;
      /** `pending`, `paid`, `void`, `refunded`, `partial_refund`. */
      status: string;
      urls: { readonly invoice_url?: string };
    }
>;

/** @see https://docs.lemonsqueezy.com/api/license-keys/the-license-key-object */
export type LicenseKey = Loose<
  Common & {
    order_id: number;
    order_item_id: number;
    product_id: number;
    key: string;
    activation_limit: number;
    instances_count: number;
    disabled: boolean;
    /** `inactive`, `active`, `expired`, `disabled`. */
    status: string;
    expires_at: string;
  }
>;
