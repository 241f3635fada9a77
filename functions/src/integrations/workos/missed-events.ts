import { matchesType } from '../../core/event/names.ts';
import { objectsAt, textAt, timeAt, urlWith } from '../../core/recover/answers.ts';
import type { ListedItem, Lister } from '../../core/recover/lister.ts';
import { EVENT_TYPES } from './event-types.ts';
import { workos } from './index.ts';

const PAGE_SIZE = 100;

/**
 * Lists WorkOS's events, which are those of its webhooks. The list does not say what a webhook delivered.
 * @see https://workos.com/docs/reference/events
 */
export const workosMissedEvents: Lister = {
  integration: workos,
  capabilities: {
    reachDays: 30,
    tellsUndelivered: false,
    filtersTime: true,
    order: 'oldest first',
    pagesShift: false,
    // All events are published, so a longer overlap would repeat many.
    overlapMinutes: 15,
  },
  async page({ query: { since, until, types }, cursor }, api) {
    const wanted = EVENT_TYPES.filter((type) => matchesType(type, types));
    if (wanted.length === 0) return { items: [], next: undefined };
    // A cursor takes the place of the beginning: WorkOS refuses both at once.
    const url = urlWith('https://api.workos.com/events', {
      limit: PAGE_SIZE,
      order: 'asc',
      range_end: until.toISOString(),
      ...(cursor === undefined ? { range_start: since.toISOString() } : { after: cursor }),
    });
    for (const type of wanted) url.searchParams.append('events[]', type);
    const { json } = await api.ask(url, { headers: { authorization: `Bearer ${await api.key()}` } });
    return { items: objectsAt(json, '/data').map(itemOf), next: textAt(json, '/list_metadata/after') };
  },
};

function itemOf(event: Record<string, unknown>): ListedItem {
  return {
    key: textAt(event, '/id') ?? '',
    at: timeAt(event, '/created_at'),
    delivery: 'unknown',
    event: { body: event },
  };
}
