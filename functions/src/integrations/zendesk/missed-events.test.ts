import { describe, expect, it } from 'vitest';
import { pageIn, type SentDelivery } from '../../testing/lister/deliveries.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { testLister } from '../../testing/lister/lister-conformance.ts';
import { zendesk } from './index.ts';
import { zendeskMissedEvents } from './missed-events.ts';
import { zendeskSamples } from './samples.ts';

const KEY = 'ada@example.com/token:key';
const AUTHORIZATION = `Basic ${Buffer.from(KEY).toString('base64')}`;
const WEBHOOKS = [
  { id: 'old', status: 'inactive' },
  { id: 'ours', status: 'active' },
];

/** @see https://developer.zendesk.com/api-reference/webhooks/webhooks-api/webhooks/ */
function answer({ url, headers }: ListRequest, deliveries: readonly SentDelivery[]): ListAnswer {
  if (headers.authorization !== AUTHORIZATION || url.host !== 'acme.zendesk.com') return { status: 401 };
  const [, , , , webhook, , invocation] = url.pathname.split('/');
  if (webhook === undefined) return { body: { webhooks: WEBHOOKS, meta: { has_more: false } } };
  const found = deliveries.find(({ index }) => `inv-${index}` === invocation);
  if (found !== undefined) return { body: { attempts: [attemptOf(found)] } };
  const { page, next } = pageIn(deliveries, url.searchParams.get('page[after]'), url.searchParams.get('page[size]'));
  return {
    body: { invocations: page.map(lineOf), meta: { has_more: next !== undefined, after_cursor: next ?? null } },
  };
}

function lineOf({ index, at, isDelivered }: SentDelivery) {
  return { id: `inv-${index}`, latest_completed_at: at.toISOString(), status: isDelivered ? 'success' : 'failed' };
}

function attemptOf({ request, body }: SentDelivery) {
  const headers = Object.entries(request.headers).map(([key, value]) => ({ key: key.toUpperCase(), value }));
  return { request: { headers, payload: body }, response: { headers: [], payload: '' } };
}

testLister({
  lister: zendeskMissedEvents,
  integration: zendesk,
  samples: zendeskSamples,
  apiKey: KEY,
  variables: { ZENDESK_SUBDOMAIN: 'acme' },
  answer,
});

describe('the subdomain', () => {
  it.each(['acme.zendesk.com', 'https://acme', ''])('is not %j', (text) => {
    expect(() => zendeskMissedEvents.settings?.[0]?.read(text)).toThrow('acme of acme.zendesk.com');
  });
});
