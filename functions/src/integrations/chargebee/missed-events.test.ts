import { describe, expect, it } from 'vitest';
import { pageIn, type SentDelivery } from '../../testing/lister/deliveries.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { testLister } from '../../testing/lister/lister-conformance.ts';
import { chargebee } from './index.ts';
import { chargebeeMissedEvents } from './missed-events.ts';
import { chargebeeSamples } from './samples.ts';

const AUTHORIZATION = `Basic ${Buffer.from('key:').toString('base64')}`;

/** @see https://apidocs.chargebee.com/docs/api/events#list_events */
function answer({ url, headers }: ListRequest, deliveries: readonly SentDelivery[]): ListAnswer {
  const isOurs = headers.authorization === AUTHORIZATION && url.host === 'acme-test.chargebee.com';
  if (!isOurs || url.pathname !== '/api/v2/events') return { status: 401 };
  const query = url.searchParams;
  const [after, before] = JSON.parse(query.get('occurred_at[between]') ?? '[]');
  const all = deliveries
    .map(eventOf)
    .filter(({ occurred_at }) => occurred_at >= after && occurred_at <= before)
    .toReversed();
  const from = all.findIndex(({ id }) => JSON.stringify([id]) === query.get('offset'));
  const { page, next } = pageIn(all, String(Math.max(from, 0)), query.get('limit'));
  const following = next === undefined ? undefined : all[Number(next)];
  return {
    body: {
      list: page.map((event) => ({ event })),
      ...(following !== undefined && { next_offset: JSON.stringify([following.id]) }),
    },
  };
}

/** Some events went to two webhooks, and the status of the event is that of the one that got it. */
function eventOf({ body, index, isDelivered }: SentDelivery) {
  const event = JSON.parse(body);
  const missed = index % 2 === 0 ? 'failed' : 're_scheduled';
  const webhooks = [
    { id: 'whv2_1', webhook_status: 'succeeded' },
    { id: 'whv2_2', webhook_status: isDelivered ? 'succeeded' : missed },
  ];
  const status = isDelivered || index % 2 === 0 ? 'succeeded' : missed;
  return { ...event, webhook_status: status, webhooks };
}

testLister({
  lister: chargebeeMissedEvents,
  integration: chargebee,
  samples: chargebeeSamples,
  variables: { CHARGEBEE_SITE: 'acme-test' },
  kept: ({ webhook_status: _status, ...event }) => event,
  answer,
});

describe('the site', () => {
  it.each(['acme.chargebee.com', 'https://acme', ''])('is not %j', (text) => {
    expect(() => chargebeeMissedEvents.settings?.[0]?.read(text)).toThrow('acme-test of acme-test.chargebee.com');
  });
});
