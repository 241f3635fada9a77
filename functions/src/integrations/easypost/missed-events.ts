import { isJsonObject, isText } from '../../core/event/json.ts';
import { basicAuth } from '../../core/logic/basic-auth.ts';
import { objectsAt, textAt, timeAt, urlWith } from '../../core/recover/answers.ts';
import type { ListedEvent, ListedItem, Lister } from '../../core/recover/lister.ts';
import type { ListingApi } from '../../core/recover/listing-api.ts';
import { easypost } from './index.ts';

const API = 'https://api.easypost.com/v2/events';
const PAGE_SIZE = 100;

/**
 * Lists EasyPost's events. They lack the object that they are about; the attempts to deliver each event hold the bytes that
 * were sent, and say whether they arrived.
 * @see https://docs.easypost.com/docs/events
 */
export const easypostMissedEvents: Lister = {
  integration: easypost,
  capabilities: { reachDays: 30, tellsUndelivered: true, filtersTime: true, order: 'newest first', pagesShift: false },
  budget: { perSecond: 5 },
  async page({ query: { since, until }, cursor }, api) {
    const span = { start_datetime: since.toISOString(), end_datetime: until.toISOString() };
    const { json } = await ask(urlWith(API, { ...span, page_size: PAGE_SIZE, before_id: cursor }), api);
    const lines = objectsAt(json, '/events');
    const hasMore = isJsonObject(json) && json['has_more'] === true;
    return { items: lines.map((line) => itemOf(line, api)), next: hasMore ? textAt(lines.at(-1), '/id') : undefined };
  },
};

function itemOf(line: Record<string, unknown>, api: ListingApi): ListedItem {
  const { description } = line;
  const id = textAt(line, '/id') ?? '';
  return {
    key: id,
    at: timeAt(line, '/created_at'),
    delivery: 'unknown',
    ...(isText(description) && { type: description }),
    event: async () => eventOf((await ask(`${API}/${encodeURIComponent(id)}/payloads`, api)).json),
  };
}

/** What was sent. It is undelivered if one of the URLs that it went to never answered with a 2xx. */
function eventOf(json: unknown): ListedEvent | undefined {
  const attempts = objectsAt(json, '/payloads');
  const urls = new Set(attempts.map(({ request_url }) => request_url));
  const arrived = new Set(attempts.filter(isSuccess).map(({ request_url }) => request_url));
  const body = attempts.map(({ request_body }) => request_body).find(isText);
  if (body === undefined) return undefined;
  return { body, delivery: arrived.size < urls.size ? 'undelivered' : 'delivered' };
}

function isSuccess({ response_code: code }: Record<string, unknown>): boolean {
  return typeof code === 'number' && code >= 200 && code < 300;
}

async function ask(url: string | URL, api: ListingApi) {
  // EasyPost takes the key as the user name, without a password.
  return api.ask(url, { headers: basicAuth(`${await api.key()}:`) });
}
