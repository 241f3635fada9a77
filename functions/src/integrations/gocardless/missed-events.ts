import { isText } from '../../core/event/json.ts';
import { objectsAt, textAt, timeAt, urlWith } from '../../core/recover/answers.ts';
import { UNDOCUMENTED_REACH, type EventQuery, type ListedItem, type Lister } from '../../core/recover/lister.ts';
import type { ListingApi } from '../../core/recover/listing-api.ts';
import { gocardless } from './index.ts';

/** A request holds up to 250 events, and a page all of their text. */
const PAGE_SIZE = 100;
const API_VERSION = '2015-07-06';

/**
 * Lists GoCardless's requests, each with the bytes that were sent and whether they arrived. A request that was sent again is
 * another one with the same events.
 * @see https://developer.gocardless.com/api-reference/#helper-endpoints-webhooks
 */
export const gocardlessMissedEvents: Lister = {
  integration: gocardless,
  capabilities: {
    ...UNDOCUMENTED_REACH,
    tellsUndelivered: true,
    filtersTime: true,
    order: 'newest first',
    pagesShift: false,
  },
  // The limit is 1,000 requests a minute. @see https://developer.gocardless.com/api-reference/#making-requests-rate-limiting
  budget: { perSecond: 10 },
  async page({ query, cursor }, api) {
    const json = await sentRequests({ ...filterOf(query), limit: PAGE_SIZE, after: cursor }, api);
    return { items: objectsAt(json, '/webhooks').map(itemOf), next: textAt(json, '/meta/cursors/after') };
  },
};

type Parameters = Readonly<Record<string, string | number | undefined>>;

/** The requests that GoCardless made to endpoints. */
export async function sentRequests(parameters: Parameters, api: ListingApi): Promise<unknown> {
  const key = await api.key();
  const host = key.startsWith('sandbox_') ? 'api-sandbox.gocardless.com' : 'api.gocardless.com';
  const headers = { authorization: `Bearer ${key}`, 'gocardless-version': API_VERSION };
  return (await api.ask(urlWith(`https://${host}/webhooks`, parameters), { headers })).json;
}

function filterOf({ since, until, undelivered }: EventQuery): Readonly<Record<string, string | undefined>> {
  return {
    'created_at[gte]': since.toISOString(),
    'created_at[lt]': until.toISOString(),
    successful: undelivered ? 'false' : undefined,
  };
}

function itemOf(line: Record<string, unknown>): ListedItem {
  const { request_body: body, successful } = line;
  return {
    key: textAt(line, '/id') ?? '',
    at: timeAt(line, '/created_at'),
    delivery: successful === true ? 'delivered' : 'undelivered',
    event: isText(body) ? { body } : () => Promise.resolve(undefined),
  };
}
