import { isJsonObject } from '../../core/event/json.ts';
import { basicAuth } from '../../core/logic/basic-auth.ts';
import { setting } from '../../core/logic/setting.ts';
import { objectsAt, textAt, timeAt, urlWith } from '../../core/recover/answers.ts';
import { UNDOCUMENTED_REACH, type ListedItem, type Lister } from '../../core/recover/lister.ts';
import { chargebee } from './index.ts';

const PAGE_SIZE = 100;
const SITE = /^[a-z\d][a-z\d-]*$/i;

/** What Chargebee says of an event that it wanted to send and that did not arrive, or has not yet. */
const UNDELIVERED = new Set<unknown>(['scheduled', 're_scheduled', 'failed', 'rate_limited', 'disabled']);

const site = setting('CHARGEBEE_SITE', {
  read(text) {
    if (SITE.test(text)) return text;
    throw new Error('it is the first part of your address: acme-test of acme-test.chargebee.com');
  },
});

/**
 * Lists Chargebee's events, which are those of its webhooks. The list is not asked for a status: then it would hold only the
 * last six days, and leave out the events that went to several webhooks and missed one of them.
 * @see https://apidocs.chargebee.com/docs/api/events#list_events
 */
export const chargebeeMissedEvents: Lister = {
  integration: chargebee,
  capabilities: {
    ...UNDOCUMENTED_REACH,
    tellsUndelivered: true,
    filtersTime: true,
    order: 'oldest first',
    pagesShift: false,
  },
  // A test site allows 150 requests a minute. @see https://apidocs.chargebee.com/docs/api/error-handling#api_rate_limits
  budget: { perSecond: 2 },
  settings: [site],
  async page({ query: { since, until }, cursor }, api) {
    const [name, key] = [await api.use(site), await api.key()];
    const url = urlWith(`https://${name}.chargebee.com/api/v2/events`, {
      limit: PAGE_SIZE,
      'occurred_at[between]': JSON.stringify([secondsOf(since) - 1, secondsOf(until) + 1]),
      'sort_by[asc]': 'occurred_at',
      offset: cursor,
    });
    // Chargebee takes the key as the user name, without a password.
    const { json } = await api.ask(url, { headers: basicAuth(`${key}:`) });
    const events = objectsAt(json, '/list').flatMap(({ event }) => (isJsonObject(event) ? [event] : []));
    return { items: events.map(itemOf), next: textAt(json, '/next_offset') };
  },
};

function itemOf(event: Record<string, unknown>): ListedItem {
  const type = textAt(event, '/event_type');
  const statuses = [event, ...objectsAt(event, '/webhooks')].map(({ webhook_status: status }) => status);
  return {
    key: textAt(event, '/id') ?? '',
    at: timeAt(event, '/occurred_at'),
    delivery: statuses.some((status) => UNDELIVERED.has(status)) ? 'undelivered' : 'delivered',
    ...(type !== undefined && { type }),
    event: { body: event },
  };
}

function secondsOf(time: Date): number {
  return Math.floor(time.getTime() / 1_000);
}
