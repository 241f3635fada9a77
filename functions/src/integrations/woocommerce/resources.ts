/** In UTC, but without the `Z`: `2026-05-28T20:26:37`. */
type GmtTime = string | null;

/** An amount as WooCommerce formats it: `27.50`, in units of the currency. */
type Money = string;

interface Links {
  readonly self?: readonly { readonly href: string }[];
}

/** @see https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties */
export interface WoocommerceOrder {
  readonly id: number;
  readonly number?: string;
  /** Shops may add their own. */
  readonly status?: string;
  readonly currency?: string;
  readonly total?: Money;
  /** 0 for guests. */
  readonly customer_id?: number;
  readonly billing?: { readonly email?: string; readonly [field: string]: unknown };
  readonly refunds?: readonly { readonly id: number; readonly reason?: string; readonly total?: Money }[];
  readonly date_created_gmt?: GmtTime;
  readonly date_modified_gmt?: GmtTime;
  readonly date_paid_gmt?: GmtTime;
  readonly _links?: Links;
  readonly [field: string]: unknown;
}

/** @see https://woocommerce.github.io/woocommerce-rest-api-docs/#product-properties */
export interface WoocommerceProduct {
  readonly id: number;
  readonly name?: string;
  readonly sku?: string;
  readonly status?: string;
  readonly price?: Money;
  /** 0 unless it is a variation of another product. */
  readonly parent_id?: number;
  /** `parent` for variations that share the stock of their product. */
  readonly manage_stock?: boolean | 'parent';
  /** Null if the stock is not managed; shops may allow fractions. */
  readonly stock_quantity?: number | null;
  readonly stock_status?: 'instock' | 'outofstock' | 'onbackorder';
  readonly date_modified_gmt?: GmtTime;
  readonly _links?: Links;
  readonly [field: string]: unknown;
}

/** @see https://woocommerce.github.io/woocommerce-rest-api-docs/#customer-properties */
export interface WoocommerceCustomer {
  readonly id: number;
  readonly email?: string;
  readonly first_name?: string;
  readonly last_name?: string;
  readonly date_modified_gmt?: GmtTime;
  readonly _links?: Links;
  readonly [field: string]: unknown;
}

/** @see https://woocommerce.github.io/woocommerce-rest-api-docs/#coupon-properties */
export interface WoocommerceCoupon {
  readonly id: number;
  readonly code?: string;
  readonly amount?: Money;
  readonly date_modified_gmt?: GmtTime;
  readonly _links?: Links;
  readonly [field: string]: unknown;
}

/** What remains of a deleted resource. */
export interface WoocommerceDeleted {
  readonly id: number;
  readonly [field: string]: unknown;
}

/**
 * The topics of WooCommerce itself, with the resource in each. @see
 * https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks
 */
export interface WoocommerceEvents {
  readonly 'order.created': WoocommerceOrder;
  readonly 'order.updated': WoocommerceOrder;
  readonly 'order.restored': WoocommerceOrder;
  readonly 'order.deleted': WoocommerceDeleted;
  readonly 'product.created': WoocommerceProduct;
  readonly 'product.updated': WoocommerceProduct;
  readonly 'product.restored': WoocommerceProduct;
  readonly 'product.deleted': WoocommerceDeleted;
  readonly 'customer.created': WoocommerceCustomer;
  readonly 'customer.updated': WoocommerceCustomer;
  readonly 'customer.deleted': WoocommerceDeleted;
  readonly 'coupon.created': WoocommerceCoupon;
  readonly 'coupon.updated': WoocommerceCoupon;
  readonly 'coupon.restored': WoocommerceCoupon;
  readonly 'coupon.deleted': WoocommerceDeleted;
}

/** The kinds of objects whose states are listed: as deliveries carry them. */
export interface WoocommerceStates {
  readonly order: WoocommerceOrder;
  readonly product: WoocommerceProduct;
}
