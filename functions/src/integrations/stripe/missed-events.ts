import type Stripe from 'stripe';
import type { EventQuery, ListedItem, Lister } from '../../core/recover/lister.ts';
import { stripeClient } from './client.ts';
import { stripe } from './index.ts';

/** The API's maximum page size. */
const PAGE_SIZE = 100;
/** The maximum number of exact types that one request may name. */
const MAX_TYPES = 20;

/**
 * Lists Stripe's snapshot events, newest first. Each is rendered in the API version with which it was created; a
 * webhook endpoint of another version would have received other fields.
 * @see https://docs.stripe.com/api/events/list
 */
export const stripeMissedEvents: Lister = {
  integration: stripe,
  capabilities: { reachDays: 30, tellsUndelivered: true, filtersTime: true, order: 'newest first', pagesShift: false },
  async page({ query, cursor }, api) {
    const client = await api.use(stripeClient);
    const parameters = {
      limit: PAGE_SIZE,
      ...filterOf(query),
      ...(cursor !== undefined && { starting_after: cursor }),
    };
    // The SDK repeats a request after a dropped connection or a 5xx, but not after a 429.
    const { data, has_more } = await api.patiently(() => client.events.list(parameters, { maxNetworkRetries: 5 }));
    return { items: data.map(itemOf), next: has_more ? data.at(-1)?.id : undefined };
  },
};

function itemOf(event: Stripe.Event): ListedItem {
  return {
    key: event.id,
    type: event.type,
    at: new Date(event.created * 1000),
    delivery: event.pending_webhooks > 0 ? 'undelivered' : 'delivered',
    event: { body: event },
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
