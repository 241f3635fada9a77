import { matchesType } from '../../core/event/names.ts';
import { setting } from '../../core/logic/setting.ts';
import { nextIn, objectsAt, textAt, timeAt, urlWith } from '../../core/recover/answers.ts';
import type { EventQuery, ListedItem, Lister } from '../../core/recover/lister.ts';
import type { ListingApi } from '../../core/recover/listing-api.ts';
import { okta } from './index.ts';

const PAGE_SIZE = 1_000;
/** A filter names at most this many types, so that the URL stays short. */
const TYPES_AT_ONCE = 20;
const HOST = /^[a-z\d-]+(?:\.[a-z\d-]+)+$/i;

const domain = setting('OKTA_DOMAIN', {
  read(text) {
    if (HOST.test(text)) return text;
    throw new Error('it is a host, such as acme.okta.com, without https://');
  },
});

/**
 * Lists Okta's System Log, of which event hooks deliver a part: the types that the active hooks have subscribed. The log does
 * not say what a hook delivered.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/
 */
export const oktaMissedEvents: Lister = {
  integration: okta,
  capabilities: {
    reachDays: 90,
    tellsUndelivered: false,
    filtersTime: true,
    order: 'oldest first',
    pagesShift: false,
    // Records appear in the log late. All events are published, so a longer overlap would repeat many.
    overlapMinutes: 15,
  },
  // The strictest of Okta's limits for the log. @see https://developer.okta.com/docs/reference/rl-global-mgmt/
  budget: { perSecond: 1 },
  settings: [domain],
  /** The subscribed types, some at a time. */
  async parts(api, query) {
    const { json } = await ask('/api/v1/eventHooks', {}, api);
    const active = objectsAt(json, '').filter(({ status }) => status === 'ACTIVE');
    const types = new Set(active.flatMap((hook) => typesOf(hook)).filter((type) => matchesType(type, query.types)));
    const sorted = [...types].toSorted();
    const starts = sorted.map((_type, index) => index).filter((index) => index % TYPES_AT_ONCE === 0);
    return starts.map((start) => sorted.slice(start, start + TYPES_AT_ONCE).join(' '));
  },
  async page({ query, part, cursor }, api) {
    const { json, headers } = await ask('/api/v1/logs', { ...filterOf(query, part), after: cursor }, api);
    const host = await api.use(domain);
    const lines = objectsAt(json, '');
    // Okta names a next page even behind an empty one.
    return {
      items: lines.map((line) => itemOf(line, host)),
      next: lines.length === 0 ? undefined : nextIn(headers, 'after'),
    };
  },
};

function typesOf(hook: Record<string, unknown>): readonly string[] {
  const { events } = hook;
  const items = typeof events === 'object' && events !== null && 'items' in events ? events.items : [];
  return Array.isArray(items) ? items.filter((type) => typeof type === 'string' && /^[\w.]+$/.test(type)) : [];
}

function filterOf({ since, until }: EventQuery, part: string): Readonly<Record<string, string | number>> {
  return {
    since: since.toISOString(),
    until: until.toISOString(),
    sortOrder: 'ASCENDING',
    limit: PAGE_SIZE,
    filter: part
      .split(' ')
      .map((type) => `eventType eq "${type}"`)
      .join(' or '),
  };
}

/** An event as a hook delivers it: in a list, with the organization beside it. */
function itemOf(event: Record<string, unknown>, host: string): ListedItem {
  return {
    key: textAt(event, '/uuid') ?? '',
    at: timeAt(event, '/published'),
    delivery: 'unknown',
    event: { body: { source: `https://${host}/api/v1/logs`, data: { events: [event] } } },
  };
}

async function ask(path: string, parameters: Readonly<Record<string, string | number | undefined>>, api: ListingApi) {
  const [host, key] = [await api.use(domain), await api.key()];
  return api.ask(urlWith(`https://${host}${path}`, parameters), { headers: { authorization: `SSWS ${key}` } });
}
