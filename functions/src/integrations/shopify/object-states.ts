import { valueAt } from '../../core/event/json-pointer.ts';
import { matchesType } from '../../core/event/names.ts';
import { namesIn } from '../../core/logic/names-in.ts';
import { setting } from '../../core/logic/setting.ts';
import { objectsAt, textAt } from '../../core/recover/answers.ts';
import type { ListingApi } from '../../core/recover/listing-api.ts';
import type { ListedState, StateLister } from '../../core/recover/state-lister.ts';
import { API_VERSION } from './admin-api.ts';
import { orderStateOf, ORDERS, productStateOf, PRODUCTS, VARIANTS } from './graphql-states.ts';

/** The domain of a shop at Shopify. */
export const SHOP = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

const KINDS = ['order', 'product'] as const;

/** The shops that the access token is for. */
export const shops = setting('SHOPIFY_SHOPS', {
  read: (text) =>
    namesIn(text, SHOP, 'is not a shop; write its domain at Shopify, such as johns-apparel.myshopify.com'),
});

/**
 * Lists the orders and products of Shopify's shops that changed. Shopify gives up on a delivery after 4 hours, and lists no
 * events.
 * @see https://shopify.dev/docs/api/admin-graphql/latest/queries/orders
 */
export const shopifyObjectStates: StateLister = {
  lists: 'states',
  provider: 'shopify',
  kinds: KINDS,
  capabilities: { reachDays: 60, reachDependsOn: 'orders of the last 60 days, or all with read_all_orders' },
  budget: { perSecond: 1 },
  settings: [shops],
  async parts(api, { types }) {
    const kinds = KINDS.filter((kind) => matchesType(`state.${kind}`, types));
    return (await api.use(shops)).flatMap((shop) => kinds.map((kind) => `${shop} ${kind}`));
  },
  async page({ query: { since, until }, part, cursor }, api) {
    const [shop = '', kind] = part.split(' ');
    // Of a second, the whole is listed: a state that was listed before has the same id.
    const query = `updated_at:>='${secondOf(since)}' updated_at:<'${secondOf(until)}'`;
    const source = `//shopify.com/shops/${encodeURIComponent(shop)}`;
    const data = await asked(shop, api, {
      query: kind === 'order' ? ORDERS : PRODUCTS,
      variables: { query, after: cursor ?? null },
    });
    const connection = kind === 'order' ? '/orders' : '/products';
    const items: ListedState[] = [];
    for (const node of objectsAt(data, `${connection}/nodes`)) {
      const state = kind === 'order' ? orderStateOf(node) : productStateOf(node, await variantsOf(node, shop, api));
      if (state !== undefined) items.push({ ...state, source });
    }
    return { items, next: nextOf(data, connection) };
  },
};

function secondOf(time: Date): string {
  return `${time.toISOString().slice(0, -'.000Z'.length)}Z`;
}

/** All variants of a product: most have no more than come with it. */
async function variantsOf(product: object, shop: string, api: ListingApi): Promise<readonly Record<string, unknown>[]> {
  const variants = [...objectsAt(product, '/variants/nodes')];
  let after = nextOf(product, '/variants');
  while (after !== undefined) {
    const data = await asked(shop, api, { query: VARIANTS, variables: { id: textAt(product, '/id'), after } });
    variants.push(...objectsAt(data, '/product/variants/nodes'));
    after = nextOf(data, '/product/variants');
  }
  return variants;
}

function nextOf(data: unknown, connection: string): string | undefined {
  const hasNext = valueAt(data, `${connection}/pageInfo/hasNextPage`) === true;
  return hasNext ? textAt(data, `${connection}/pageInfo/endCursor`) : undefined;
}

/** Asks for data. @throws {Error} that names what Shopify refuses. */
async function asked(shop: string, api: ListingApi, body: object): Promise<unknown> {
  const url = `https://${shop}/admin/api/${API_VERSION}/graphql.json`;
  const headers = { 'x-shopify-access-token': await api.key() };
  const { json } = await api.ask(url, { headers, body }, (answer) => errorCodesIn(answer).includes('THROTTLED'));
  const errors = objectsAt(json, '/errors');
  if (errors.length === 0) return valueAt(json, '/data');
  const codes = errorCodesIn(json).join(', ') || 'an error';
  throw new Error(`Shopify answered ${codes} for ${shop}: see that the token has the scopes that the README names.`);
}

function errorCodesIn(answer: unknown): readonly string[] {
  return objectsAt(answer, '/errors').flatMap((error) => textAt(error, '/extensions/code') ?? []);
}
