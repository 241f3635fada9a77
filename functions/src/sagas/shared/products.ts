/**
 * What the products of your shops are called in `entitlements`, as `['stripe:prod_1', 'pro']`. Name a product here if a
 * customer may buy the same thing at several shops, so that both purchases grant one entitlement. A product that is not
 * listed is called what its shop calls it. For a connected account of Stripe, its id precedes the product:
 * `['stripe:acct_1/prod_1', 'pro']`.
 */
const PRODUCTS: ReadonlyMap<string, string> = new Map([]);

/** What a shop's product is called in `entitlements`. */
export function productOf(shop: string, id: string): string {
  return PRODUCTS.get(`${shop}:${id}`) ?? id;
}
