import { valueAt } from '../../core/event/json-pointer.ts';
import { pageIn, type SentDelivery } from '../../testing/lister/deliveries.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { testLister } from '../../testing/lister/lister-conformance.ts';
import { square } from './index.ts';
import { squareMissedEvents } from './missed-events.ts';
import { squareSamples } from './samples.ts';

/** A cursor belongs to the query that it was made for. @see https://developer.squareup.com/reference/square/events-api/search-events */
function answer({ url, headers, body }: ListRequest, deliveries: readonly SentDelivery[]): ListAnswer {
  const isOurs = headers.authorization === 'Bearer EAAAtoken' && url.host === 'connect.squareupsandbox.com';
  if (!isOurs || url.pathname !== '/v2/events') return { status: 401 };
  const [query, cursor, limit] = ['/query', '/cursor', '/limit'].map((pointer) => valueAt(body, pointer));
  const [made, from] = typeof cursor === 'string' ? JSON.parse(cursor) : [JSON.stringify(query), null];
  if (made !== JSON.stringify(query)) return { status: 400 };
  const [start, end, types] = ['/created_at/start_at', '/created_at/end_at', '/event_types'].map((pointer) =>
    valueAt(query, `/filter${pointer}`),
  );
  const all = deliveries
    .map((delivery) => JSON.parse(delivery.body))
    .filter(({ created_at }) => created_at >= String(start) && created_at <= String(end))
    .filter(({ type }) => !Array.isArray(types) || types.includes(type))
    .toReversed();
  const { page, next } = pageIn(all, from, String(limit));
  const metadata = page.map(({ event_id }) => ({ event_id, api_version: '2026-10-15' }));
  return { body: { events: page, metadata, ...(next !== undefined && { cursor: JSON.stringify([made, next]) }) } };
}

testLister({
  lister: squareMissedEvents,
  integration: square,
  samples: squareSamples,
  apiKey: 'EAAAtoken:sandbox',
  answer,
});
