import { valueAt } from '../../core/event/json-pointer.ts';
import { isJsonObject, isText } from '../../core/event/json.ts';
import { objectsAt, textAt, timeAt, urlWith } from '../../core/recover/answers.ts';
import {
  UNDOCUMENTED_REACH,
  type EventQuery,
  type ListedEvent,
  type ListedItem,
  type Lister,
} from '../../core/recover/lister.ts';
import { telnyx } from './index.ts';

const API = 'https://api.telnyx.com/v2/webhook_deliveries';
const PAGE_SIZE = 100;

/**
 * Lists the deliveries of Telnyx's webhooks, each with its event and its attempts. The id of an event is that of the webhook; a
 * delivery has its own.
 * @see https://developers.telnyx.com/api/webhooks/get-webhook-deliveries
 */
export const telnyxMissedEvents: Lister = {
  integration: telnyx,
  capabilities: {
    ...UNDOCUMENTED_REACH,
    tellsUndelivered: true,
    filtersTime: true,
    order: 'newest first',
    // Pages are counted. The end of the time span is fixed, so that new deliveries are on none of them.
    pagesShift: true,
  },
  budget: { perSecond: 5 },
  async page({ query, cursor }, api) {
    const number = Number(cursor ?? 1);
    const url = urlWith(API, { ...filterOf(query), 'page[number]': number, 'page[size]': PAGE_SIZE });
    const { json } = await api.ask(url, { headers: { authorization: `Bearer ${await api.key()}` } });
    const pages = Number(valueAt(json, '/meta/total_pages'));
    return { items: objectsAt(json, '/data').map(itemOf), next: number < pages ? String(number + 1) : undefined };
  },
};

function filterOf({ since, until, undelivered }: EventQuery): Readonly<Record<string, string | undefined>> {
  return {
    'filter[started_at][gte]': since.toISOString(),
    'filter[started_at][lte]': until.toISOString(),
    'filter[status][eq]': undelivered ? 'failed' : undefined,
  };
}

function itemOf(line: Record<string, unknown>): ListedItem {
  const type = textAt(line, '/webhook/event_type');
  return {
    key: textAt(line, '/id') ?? '',
    at: timeAt(line, '/started_at'),
    delivery: line['status'] === 'delivered' ? 'delivered' : 'undelivered',
    ...(type !== undefined && { type }),
    event: eventOf(line) ?? (() => Promise.resolve(undefined)),
  };
}

/** The list holds the event alone; a request has it in `data`, and in `meta` what the attempts tell. */
function eventOf(line: Record<string, unknown>): ListedEvent | undefined {
  const { webhook: data } = line;
  const attempts = objectsAt(line, '/attempts');
  const url = attempts.map((attempt) => valueAt(attempt, '/http/request/url')).find(isText);
  const meta = { attempt: Math.max(attempts.length, 1), ...(url !== undefined && { delivered_to: url }) };
  return isJsonObject(data) ? { body: { data, meta } } : undefined;
}
