import { valueAt } from '../../core/event/json-pointer.ts';
import { isText } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';
import { basicAuth } from '../../core/logic/basic-auth.ts';
import { setting } from '../../core/logic/setting.ts';
import { headersAt, objectsAt, textAt, timeAt, urlWith } from '../../core/recover/answers.ts';
import type { ListedEvent, ListedItem, Lister } from '../../core/recover/lister.ts';
import type { ListingApi } from '../../core/recover/listing-api.ts';
import { zendesk } from './index.ts';

const PAGE_SIZE = 100;

const SUBDOMAIN = /^[a-z\d][a-z\d-]*$/i;

/** Which account is called. */
export const subdomain = setting('ZENDESK_SUBDOMAIN', {
  read(text) {
    if (SUBDOMAIN.test(text)) return text;
    throw new Error('it is the first part of your address: acme of acme.zendesk.com');
  },
});

/**
 * Lists the invocations of each active webhook of Zendesk. Their attempts hold the bytes that were sent.
 * @see https://developer.zendesk.com/api-reference/webhooks/webhooks-api/webhooks/
 */
export const zendeskMissedEvents: Lister = {
  integration: zendesk,
  capabilities: { reachDays: 7, tellsUndelivered: true, filtersTime: false, order: 'newest first', pagesShift: false },
  budget: { perSecond: 3 },
  settings: [subdomain],
  async parts(api) {
    const { json } = await ask('', { 'page[size]': PAGE_SIZE }, api);
    const active = objectsAt(json, '/webhooks').filter(({ status }) => status === 'active');
    return active.flatMap((webhook) => textAt(webhook, '/id') ?? []);
  },
  async page({ part, cursor }, api) {
    const path = `/${encodeURIComponent(part)}/invocations`;
    const { json } = await ask(
      path,
      { 'page[size]': PAGE_SIZE, 'page[after]': cursor, sort: '-latest_completed_at' },
      api,
    );
    const hasMore = valueAt(json, '/meta/has_more') === true;
    return {
      items: objectsAt(json, '/invocations').map((line) => itemOf(line, path, api)),
      next: hasMore ? textAt(json, '/meta/after_cursor') : undefined,
    };
  },
};

function itemOf(line: Record<string, unknown>, path: string, api: ListingApi): ListedItem {
  const id = textAt(line, '/id') ?? '';
  return {
    key: id,
    at: timeAt(line, '/latest_completed_at'),
    delivery: line['status'] === 'success' ? 'delivered' : 'undelivered',
    event: async () => eventOf((await ask(`${path}/${encodeURIComponent(id)}/attempts`, {}, api)).json),
  };
}

function eventOf(json: unknown): ListedEvent | undefined {
  const sent = objectsAt(json, '/attempts').find((attempt) => isText(valueAt(attempt, '/request/payload')));
  const body = sent === undefined ? undefined : textAt(sent, '/request/payload');
  if (body === undefined) return undefined;
  const headers = headersAt(sent, '/request/headers');
  const signedAt = timeOf(headers['x-zendesk-webhook-signature-timestamp']);
  return { body, headers, ...(signedAt !== undefined && { signedAt }) };
}

/** The key is `email/token:key`, as Zendesk wants it. */
async function ask(path: string, parameters: Readonly<Record<string, string | number | undefined>>, api: ListingApi) {
  const [name, key] = [await api.use(subdomain), await api.key()];
  const url = urlWith(`https://${name}.zendesk.com/api/v2/webhooks${path}`, parameters);
  return api.ask(url, { headers: basicAuth(key) });
}
