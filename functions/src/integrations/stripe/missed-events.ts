import type Stripe from 'stripe';
import { namesIn } from '../../core/logic/names-in.ts';
import { setting } from '../../core/logic/setting.ts';
import type { EventQuery, ListedItem, Lister } from '../../core/recover/lister.ts';
import type { ListingApi } from '../../core/recover/listing-api.ts';
import { stripeClient } from './client.ts';
import { stripe } from './index.ts';

/** The API's maximum page size. */
const PAGE_SIZE = 100;
/** The maximum number of exact types that one request may name. */
const MAX_TYPES = 20;

/** The part of the list that is the account's own. */
const OWN = '';
const ALL = 'all';
const ACCOUNT = /^acct_\w+$/;

/** The connected accounts whose events are listed, too. Default: none. */
const connectedAccounts = setting<typeof ALL | readonly string[]>('STRIPE_CONNECTED_ACCOUNTS', {
  read(text) {
    if (text.trim() === ALL) return ALL;
    return namesIn(
      text,
      ACCOUNT,
      'is not an account; write all, or ids such as acct_1032D82eZvKYlo2C with commas between',
    );
  },
  otherwise: [],
});

/**
 * Lists Stripe's snapshot events, newest first. Each is rendered in the API version with which it was created; a
 * webhook endpoint of another version would have received other fields. A connected account has its own list.
 * @see https://docs.stripe.com/api/events/list
 */
export const stripeMissedEvents: Lister = {
  integration: stripe,
  capabilities: { reachDays: 30, tellsUndelivered: true, filtersTime: true, order: 'newest first', pagesShift: false },
  parts: async (api) => [OWN, ...(await accountsOf(api))],
  async page({ query, part, cursor }, api) {
    const client = await api.use(stripeClient);
    const parameters = {
      limit: PAGE_SIZE,
      ...filterOf(query),
      ...(cursor !== undefined && { starting_after: cursor }),
    };
    // The SDK repeats a request after a dropped connection or a 5xx, but not after a 429.
    const options = { maxNetworkRetries: 5, ...(part !== OWN && { stripeAccount: part }) };
    const { data, has_more } = await api.patiently(() => client.events.list(parameters, options));
    return { items: data.map((event) => itemOf(event, part)), next: has_more ? data.at(-1)?.id : undefined };
  },
};

/** The oldest first, so that one that is connected meanwhile comes last. @see https://docs.stripe.com/api/accounts/list */
async function accountsOf(api: ListingApi): Promise<readonly string[]> {
  const wanted = await api.use(connectedAccounts);
  if (wanted !== ALL) return wanted;
  const client = await api.use(stripeClient);
  const found: string[] = [];
  for (let after: string | undefined; ; after = found.at(-1)) {
    const parameters = { limit: PAGE_SIZE, ...(after !== undefined && { starting_after: after }) };
    const { data, has_more } = await api.patiently(() => client.accounts.list(parameters, { maxNetworkRetries: 5 }));
    found.push(...data.map(({ id }) => id));
    if (!has_more || data.length === 0) return found.toReversed();
  }
}

/** A webhook names the account of its event; the account's own list need not. */
function itemOf(event: Stripe.Event, account: string): ListedItem {
  return {
    key: event.id,
    type: event.type,
    at: new Date(event.created * 1000),
    delivery: event.pending_webhooks > 0 ? 'undelivered' : 'delivered',
    event: { body: account === OWN ? event : { ...event, account } },
  };
}

/** The filters that the API supports; patterns that it does not support are left to the caller. */
function filterOf({ since, until, types, undelivered }: EventQuery): Stripe.EventListParams {
  const [only] = types;
  const exact = types.every((type) => !type.includes('*'));
  return {
    created: { gte: Math.floor(since.getTime() / 1000), lt: Math.ceil(until.getTime() / 1000) },
    ...(undelivered && { delivery_success: false }),
    ...(types.length === 1 && only !== undefined && { type: only }),
    ...(types.length > 1 && types.length <= MAX_TYPES && exact && { types: [...types] }),
  };
}
