/**
 * The resource in a delivery. Its fields depend on the subscription (`include_fields`) and on its API version, so do
 * not rely on any that are optional.
 */
export type ShopifyNative = { readonly [field: string]: unknown };

/** An amount as Shopify formats it: `199.65`, in units of the currency. */
type Money = string;

/** @see https://shopify.dev/docs/api/admin-rest/latest/resources/order */
export interface ShopifyOrder {
  /** A long id loses digits as a number; `admin_graphql_api_id` has all of them. */
  readonly id: number;
  readonly admin_graphql_api_id?: string;
  /** `#1001` */
  readonly name?: string;
  readonly order_number?: number;
  readonly email?: string | null;
  /** The shop's currency; the customer may have paid in another, `presentment_currency`. */
  readonly currency?: string;
  /** When the order was placed, before any change. */
  readonly total_price?: Money;
  readonly total_price_set?: ShopifyMoneyBag | null;
  /** After edits, returns and refunds. */
  readonly current_total_price?: Money | null;
  /** Whether it was placed with the test gateway. */
  readonly test?: boolean;
  readonly financial_status?:
    | 'pending'
    | 'authorized'
    | 'partially_paid'
    | 'paid'
    | 'partially_refunded'
    | 'refunded'
    | 'voided'
    | 'expired'
    | null;
  readonly fulfillment_status?: 'fulfilled' | 'partial' | 'restocked' | null;
  readonly cancelled_at?: string | null;
  readonly cancel_reason?: string | null;
  /** RFC 3339 with the shop's offset. */
  readonly created_at?: string;
  readonly updated_at?: string;
  readonly customer?: { readonly id?: number; readonly admin_graphql_api_id?: string } | null;
  readonly line_items?: readonly { readonly requires_shipping?: boolean }[];
  readonly fulfillments?: readonly ShopifyFulfillment[];
  readonly refunds?: readonly { readonly transactions?: readonly ShopifyTransaction[] }[];
  readonly [field: string]: unknown;
}

/** What was sent, or handed over, of an order. */
export interface ShopifyFulfillment {
  readonly status?: string | null;
  readonly tracking_company?: string | null;
  /** The first of `tracking_numbers`. */
  readonly tracking_number?: string | null;
  readonly tracking_numbers?: readonly string[];
  readonly [field: string]: unknown;
}

/** One amount in the shop's currency and in the customer's. */
export interface ShopifyMoneyBag {
  readonly shop_money?: ShopifyMoney;
  readonly presentment_money?: ShopifyMoney;
}

interface ShopifyMoney {
  readonly amount?: Money;
  readonly currency_code?: string;
}

export interface ShopifyTransaction {
  readonly kind?: string;
  readonly status?: string;
  readonly amount?: Money;
  /** The customer's currency, which may differ from the order's. */
  readonly currency?: string;
  readonly [field: string]: unknown;
}

/** @see https://shopify.dev/docs/api/admin-rest/latest/resources/product */
export interface ShopifyProduct {
  readonly id: number;
  readonly admin_graphql_api_id?: string;
  readonly title?: string;
  readonly status?: 'active' | 'archived' | 'draft';
  readonly updated_at?: string;
  readonly variants?: readonly ShopifyVariant[];
  readonly [field: string]: unknown;
}

export interface ShopifyVariant {
  readonly id: number;
  readonly admin_graphql_api_id?: string;
  readonly title?: string;
  readonly sku?: string | null;
  readonly inventory_item_id?: number | null;
  /** The total over all locations. */
  readonly inventory_quantity?: number;
  /** Null if the stock is not counted. */
  readonly inventory_management?: string | null;
  readonly inventory_policy?: 'deny' | 'continue';
  readonly [field: string]: unknown;
}

/** @see https://shopify.dev/docs/api/admin-rest/latest/resources/inventorylevel */
export interface ShopifyInventoryLevel {
  readonly inventory_item_id: number;
  readonly location_id: number;
  /** Null if the item is not stocked at the location. */
  readonly available?: number | null;
  readonly updated_at?: string;
  /** `gid://shopify/InventoryLevel/99953246420?inventory_item_id=49148385`: the item's id with every digit. */
  readonly admin_graphql_api_id?: string;
  readonly [field: string]: unknown;
}

/** @see https://shopify.dev/docs/api/admin-rest/latest/resources/customer */
export interface ShopifyCustomer {
  readonly id: number;
  readonly admin_graphql_api_id?: string;
  readonly email?: string | null;
  readonly first_name?: string | null;
  readonly last_name?: string | null;
  readonly updated_at?: string;
  readonly [field: string]: unknown;
}

/** @see https://shopify.dev/docs/api/admin-rest/latest/resources/refund */
export interface ShopifyRefund {
  readonly id: number;
  readonly order_id?: number;
  readonly created_at?: string;
  readonly transactions?: readonly ShopifyTransaction[];
  readonly [field: string]: unknown;
}

/** What remains of a deleted resource. */
export interface ShopifyDeleted {
  readonly id: number;
  readonly [field: string]: unknown;
}

/** @see https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance */
export interface ShopifyPrivacyRequest {
  readonly shop_id: number;
  readonly shop_domain: string;
  readonly customer?: { readonly id?: number; readonly email?: string };
  readonly orders_to_redact?: readonly number[];
  readonly orders_requested?: readonly number[];
  readonly [field: string]: unknown;
}

/** The topics that have types, with the resource in each. @see https://shopify.dev/docs/api/webhooks */
export interface ShopifyEvents {
  readonly 'orders/create': ShopifyOrder;
  readonly 'orders/updated': ShopifyOrder;
  readonly 'orders/paid': ShopifyOrder;
  readonly 'orders/fulfilled': ShopifyOrder;
  readonly 'orders/partially_fulfilled': ShopifyOrder;
  readonly 'orders/cancelled': ShopifyOrder;
  readonly 'orders/delete': ShopifyDeleted;
  readonly 'refunds/create': ShopifyRefund;
  readonly 'products/create': ShopifyProduct;
  readonly 'products/update': ShopifyProduct;
  readonly 'products/delete': ShopifyDeleted;
  readonly 'inventory_levels/update': ShopifyInventoryLevel;
  readonly 'customers/create': ShopifyCustomer;
  readonly 'customers/update': ShopifyCustomer;
  readonly 'customers/delete': ShopifyDeleted;
  readonly 'app/uninstalled': ShopifyNative;
  readonly 'customers/data_request': ShopifyPrivacyRequest;
  readonly 'customers/redact': ShopifyPrivacyRequest;
  readonly 'shop/redact': ShopifyPrivacyRequest;
}

/** The kinds of objects whose states are listed, with the fields that deliveries of them have. */
export interface ShopifyStates {
  readonly order: ShopifyOrder;
  readonly product: ShopifyProduct;
}
