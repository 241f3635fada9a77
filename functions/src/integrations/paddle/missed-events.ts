import { valueAt } from '../../core/event/json-pointer.ts';
import { isJsonObject } from '../../core/event/json.ts';
import { objectsAt, textAt, timeAt, urlWith } from '../../core/recover/answers.ts';
import type { EventQuery, ListedItem, Lister } from '../../core/recover/lister.ts';
import { hostOf } from './hosts.ts';
import { paddle } from './index.ts';

const PAGE_SIZE = 200;

/**
 * Lists Paddle's notifications, each of which holds the body that was sent. An event that goes to several destinations has
 * one for each, and they share the id of the event.
 * @see https://developer.paddle.com/api-reference/notifications/list-notifications
 */
export const paddleMissedEvents: Lister = {
  integration: paddle,
  capabilities: { reachDays: 90, tellsUndelivered: true, filtersTime: true, order: 'newest first', pagesShift: false },
  // The limit is 240 requests a minute for each address.
  budget: { perSecond: 3 },
  async page({ query, cursor }, api) {
    const key = await api.key();
    const url = urlWith(`https://${hostOf(key)}/notifications`, {
      ...filterOf(query),
      per_page: PAGE_SIZE,
      after: cursor,
    });
    const { json } = await api.ask(url, { headers: { authorization: `Bearer ${key}` } });
    const lines = objectsAt(json, '/data');
    const hasMore = valueAt(json, '/meta/pagination/has_more') === true;
    return { items: lines.map(itemOf), next: hasMore ? textAt(lines.at(-1), '/id') : undefined };
  },
};

function filterOf({ since, until, undelivered }: EventQuery): Readonly<Record<string, string | undefined>> {
  return {
    order_by: 'id[DESC]',
    from: since.toISOString(),
    to: until.toISOString(),
    status: undelivered ? 'not_attempted,needs_retry,failed' : undefined,
  };
}

function itemOf(line: Record<string, unknown>): ListedItem {
  const { payload, status } = line;
  return {
    // Of several destinations, one may have failed: each counts by itself, and the ledger knows the event.
    key: textAt(line, '/id') ?? '',
    at: timeAt(line, '/occurred_at'),
    delivery: status === 'delivered' ? 'delivered' : 'undelivered',
    ...(typeof line['type'] === 'string' && { type: line['type'] }),
    event: isJsonObject(payload) ? { body: payload } : () => Promise.resolve(undefined),
  };
}
