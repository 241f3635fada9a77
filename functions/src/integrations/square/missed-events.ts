import { objectsAt, textAt, timeAt } from '../../core/recover/answers.ts';
import type { EventQuery, ListedItem, Lister } from '../../core/recover/lister.ts';
import { accessOf } from './access.ts';
import { square } from './index.ts';

const PAGE_SIZE = 100;

/**
 * Lists Square's events, which are those of its webhooks. Square keeps them only once an application has asked for that, and does
 * not say what a webhook delivered.
 * @see https://developer.squareup.com/reference/square/events-api/search-events
 */
export const squareMissedEvents: Lister = {
  integration: square,
  capabilities: {
    reachDays: 28,
    reachDependsOn: 'from when its Events API was enabled for the application',
    tellsUndelivered: false,
    filtersTime: true,
    order: 'oldest first',
    pagesShift: false,
    // All events are published, so a longer overlap would repeat many.
    overlapMinutes: 15,
  },
  budget: { perSecond: 5 },
  async page({ query, cursor }, api) {
    const { token, host } = accessOf(await api.key());
    const { json } = await api.ask(`https://${host}/v2/events`, {
      headers: { authorization: `Bearer ${token}` },
      body: { limit: PAGE_SIZE, query: queryOf(query), ...(cursor !== undefined && { cursor }) },
    });
    return { items: objectsAt(json, '/events').map(itemOf), next: textAt(json, '/cursor') };
  },
};

/** Square refuses a cursor whose query is another one. */
function queryOf({ since, until, types }: EventQuery): object {
  const areExact = types.length > 0 && types.every((type) => !type.includes('*'));
  return {
    filter: {
      created_at: { start_at: since.toISOString(), end_at: until.toISOString() },
      ...(areExact && { event_types: types }),
    },
    sort: { field: 'DEFAULT', order: 'ASC' },
  };
}

function itemOf(event: Record<string, unknown>): ListedItem {
  const type = textAt(event, '/type');
  return {
    key: textAt(event, '/event_id') ?? '',
    at: timeAt(event, '/created_at'),
    delivery: 'unknown',
    ...(type !== undefined && { type }),
    event: { body: event },
  };
}
