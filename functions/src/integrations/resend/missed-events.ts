import { isJsonObject, isText } from '../../core/event/json.ts';
import { compactJson, memberOf } from '../../core/event/json-text.ts';
import { objectsAt, textAt, timeAt, urlWith } from '../../core/recover/answers.ts';
import type { ListedEvent, ListedItem, Lister } from '../../core/recover/lister.ts';
import type { ListingApi } from '../../core/recover/listing-api.ts';
import { resend } from './index.ts';

const API = 'https://api.resend.com/webhooks';
const PAGE_SIZE = 100;

/**
 * Lists the events of each of Resend's webhooks. The id in the list is the one that the webhook's signature covers.
 * @see https://resend.com/docs/api-reference/webhooks
 */
export const resendMissedEvents: Lister = {
  integration: resend,
  capabilities: {
    reachDays: 30,
    reachDependsOn: 'as long as your plan keeps the data',
    tellsUndelivered: true,
    filtersTime: false,
    order: 'newest first',
    pagesShift: false,
  },
  // @see https://resend.com/docs/api-reference/rate-limit
  budget: { perSecond: 2 },
  async parts(api) {
    const { json } = await ask(urlWith(API, { limit: PAGE_SIZE }), api);
    return objectsAt(json, '/data').flatMap((hook) => textAt(hook, '/id') ?? []);
  },
  async page({ part, cursor }, api) {
    const hook = `${API}/${encodeURIComponent(part)}/events`;
    const { json } = await ask(urlWith(hook, { limit: PAGE_SIZE, after: cursor }), api);
    const lines = objectsAt(json, '/data');
    const hasMore = isJsonObject(json) && json['has_more'] === true;
    return {
      items: lines.map((line) => itemOf(line, hook, api)),
      next: hasMore ? textAt(lines.at(-1), '/id') : undefined,
    };
  },
};

function itemOf(line: Record<string, unknown>, hook: string, api: ListingApi): ListedItem {
  const { type, status } = line;
  const id = textAt(line, '/id') ?? '';
  const at = timeAt(line, '/created_at');
  return {
    key: id,
    at,
    delivery: status === 'success' ? 'delivered' : 'undelivered',
    ...(isText(type) && { type }),
    event: async () => eventOf(await ask(`${hook}/${encodeURIComponent(id)}`, api), id, at),
  };
}

/** The payload is the text that was sent, or the same as an object. */
function eventOf(
  { text, json }: { readonly text: string; readonly json: unknown },
  signedId: string,
  signedAt: Date,
): ListedEvent | undefined {
  const payload = isJsonObject(json) ? json['payload'] : undefined;
  const body = isText(payload) ? payload : memberOf(compactJson(text), 'payload');
  return body === undefined ? undefined : { body, signedId, signedAt };
}

async function ask(url: string | URL, api: ListingApi) {
  return api.ask(url, { headers: { authorization: `Bearer ${await api.key()}` } });
}
