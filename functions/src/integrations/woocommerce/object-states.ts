import { matchesType } from '../../core/event/names.ts';
import { basicAuth } from '../../core/logic/basic-auth.ts';
import { setting } from '../../core/logic/setting.ts';
import { timeOf } from '../../core/event/time.ts';
import { objectsAt, textAt, urlWith } from '../../core/recover/answers.ts';
import type { EventQuery } from '../../core/recover/lister.ts';
import type { ListingApi } from '../../core/recover/listing-api.ts';
import type { ListedState, StateLister } from '../../core/recover/state-lister.ts';

const PAGE_SIZE = 50;
const MONTH_DAYS = 31;

/** What is listed, by the kind of object. */
const LISTS = { order: 'orders', product: 'products' } as const;
type Kind = keyof typeof LISTS;
const KINDS = ['order', 'product'] as const;

/** The shop that is asked. */
export const shop = setting('WOOCOMMERCE_SHOP', {
  read(text) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.protocol === 'https:' && url.search === '' && url.username === '') return url;
    throw new Error(`"${text}" is not the address of a shop; write it with https://, such as https://shop.example`);
  },
});

/**
 * Lists the orders and products of a WooCommerce shop that changed. WooCommerce never sends a delivery again.
 *
 * Pages are read from the last to the first: an object that changes meanwhile leaves the span of time, and those behind it
 * move to pages that are still to come.
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/#list-all-orders
 */
export const woocommerceObjectStates: StateLister = {
  lists: 'states',
  provider: 'woocommerce',
  kinds: KINDS,
  capabilities: { reachDays: MONTH_DAYS },
  budget: { perSecond: 2 },
  settings: [shop],
  parts: (_api, { types }) => Promise.resolve(KINDS.filter((kind) => matchesType(`state.${kind}`, types))),
  async page({ query, part, cursor }, api) {
    const kind: Kind = part === 'product' ? 'product' : 'order';
    const page = cursor === undefined ? await lastPageOf(kind, query, api) : Number(cursor);
    if (page === 0) return { items: [], next: undefined };
    const { json } = await asked(kind, query, { per_page: PAGE_SIZE, page }, api);
    const host = `//${(await api.use(shop)).host}`;
    const items = objectsAt(json, '').flatMap((object) => stateOf(kind, object, host) ?? []);
    return { items, next: page > 1 ? String(page - 1) : undefined };
  },
};

async function lastPageOf(kind: Kind, query: EventQuery, api: ListingApi): Promise<number> {
  const { headers } = await asked(kind, query, { per_page: PAGE_SIZE, page: 1, _fields: 'id' }, api);
  const pages = headers.get('x-wp-totalpages') ?? '';
  if (/^\d+$/.test(pages)) return Number(pages);
  throw new Error(
    'The shop does not say how many pages there are (X-WP-TotalPages): let its proxy pass that header on.',
  );
}

async function asked(
  kind: Kind,
  { since, until }: EventQuery,
  parameters: Readonly<Record<string, string | number>>,
  api: ListingApi,
) {
  const base = await api.use(shop);
  const url = urlWith(`${apiOf(base)}/${LISTS[kind]}`, {
    // Both ends are exclusive, to the second.
    modified_after: gmtOf(new Date(since.getTime() - 1_000)),
    modified_before: gmtOf(until),
    dates_are_gmt: 'true',
    status: 'any',
    orderby: 'id',
    order: 'asc',
    ...parameters,
  });
  return api.ask(url, { headers: basicAuth(await api.key()) });
}

/** Where a shop's REST API is. */
export function apiOf(address: URL): string {
  return new URL(`${address.pathname.replace(/\/$/, '')}/wp-json/wc/v3`, address).href;
}

/** A time as WooCommerce writes it: in UTC, without its zone. */
function gmtOf(time: Date): string {
  return time.toISOString().slice(0, '2026-11-30T00:00:00'.length);
}

/** @param listed An object; the products that WooCommerce calls related to it are others each time. */
function stateOf(
  kind: Kind,
  { related_ids: _related, ...object }: Record<string, unknown>,
  host: string,
): ListedState | undefined {
  const id = textAt(object, '/id');
  const updatedAt = timeOf(textAt(object, '/date_modified_gmt'));
  if (id === undefined || updatedAt === undefined) return undefined;
  // As the webhook's source: where the object says that it is.
  const link = textAt(object, '/_links/self/0/href') ?? '';
  return { kind, id, updatedAt, object, source: URL.canParse(link) ? `//${new URL(link).host}` : host };
}
