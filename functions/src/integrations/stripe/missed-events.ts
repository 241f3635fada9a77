import { setTimeout } from 'node:timers/promises';
import type Stripe from 'stripe';
import { describerOf } from '../../core/integration/describer.ts';
import type { EventQuery, EventSource } from '../../core/recover/missed-events.ts';
import { stripeClient } from './client.ts';
import { places, type StripeNative } from './native.ts';

/** The API's maximum page size. */
const PAGE_SIZE = 100;
/** The maximum number of exact types that one request may name. */
const MAX_TYPES = 20;
/** @see https://docs.stripe.com/rate-limits */
const RATE_LIMIT_WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000];

/**
 * Lists Stripe's snapshot events, newest first. Each is rendered in the API version with which it was created; a
 * webhook endpoint of another version would have received other fields.
 * @see https://docs.stripe.com/api/events/list
 */
export const stripeMissedEvents: EventSource<StripeNative> = {
  // Only this part of the integration, because the scheduled function verifies nothing.
  integration: describerOf('stripe', places),
  reachDays: 30,
  async page(query, cursor, services) {
    const client = await stripeClient.get(services);
    const parameters = {
      limit: PAGE_SIZE,
      ...filterOf(query),
      ...(cursor !== undefined && { starting_after: cursor }),
    };
    const { data, has_more } = await patiently(() => client.events.list(parameters, { maxNetworkRetries: 5 }));
    return { events: data, next: has_more ? data.at(-1)?.id : undefined };
  },
};

/** The SDK retries after a dropped connection or a 5xx, but not after a 429, so this waits and retries. */
async function patiently<T>(request: () => Promise<T>, waits: readonly number[] = RATE_LIMIT_WAITS_MS): Promise<T> {
  try {
    return await request();
  } catch (error) {
    const [wait, ...later] = waits;
    const isRateLimit = error instanceof Error && 'statusCode' in error && error.statusCode === 429;
    if (!isRateLimit || wait === undefined) throw error;
    await setTimeout(wait);
    return patiently(request, later);
  }
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
