import { describe, expect, it } from 'vitest';
import { pageIn, type SentDelivery } from '../../testing/lister/deliveries.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { testLister } from '../../testing/lister/lister-conformance.ts';
import { okta } from './index.ts';
import { oktaMissedEvents } from './missed-events.ts';
import { oktaSamples } from './samples.ts';

const types = oktaSamples.types;
const HOOKS = [
  { status: 'ACTIVE', events: { type: 'EVENT_TYPE', items: types } },
  { status: 'INACTIVE', events: { type: 'EVENT_TYPE', items: ['system.api_token.create'] } },
];

/** @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/ */
function answer({ url, headers }: ListRequest, deliveries: readonly SentDelivery[]): ListAnswer {
  if (headers.authorization !== 'SSWS key' || url.host !== HOST) return { status: 401 };
  if (url.pathname === '/api/v1/eventHooks') return { body: HOOKS };
  const query = url.searchParams;
  const wanted = [...(query.get('filter') ?? '').matchAll(/eventType eq "([\w.]+)"/g)].map(([, type]) => type);
  const all = deliveries
    .filter(({ type, at }) => wanted.includes(type) && at >= timeIn(query, 'since') && at < timeIn(query, 'until'))
    .toReversed();
  const { page, next } = pageIn(all, query.get('after'), query.get('limit'));
  const link = `<https://${HOST}/api/v1/logs>; rel="self", <https://${HOST}/api/v1/logs?after=${next}>; rel="next"`;
  return {
    body: page.map(({ body }) => JSON.parse(body).data.events[0]),
    ...(next !== undefined && { headers: { link } }),
  };
}

function timeIn(query: URLSearchParams, name: string): Date {
  return new Date(query.get(name) ?? '');
}

/** The organization of the samples. */
const HOST = new URL(JSON.parse(oktaSamples.sample(types[0] ?? '', { id: '1', now: new Date() })).source).host;

testLister({
  lister: oktaMissedEvents,
  integration: okta,
  samples: oktaSamples,
  variables: { OKTA_DOMAIN: HOST },
  answer,
});

describe('the domain', () => {
  it.each(['https://acme.okta.com', 'acme.okta.com/x', 'acme'])('is not %j', (text) => {
    expect(() => oktaMissedEvents.settings?.[0]?.read(text)).toThrow('it is a host, such as acme.okta.com');
  });
});
