import { pageIn, type SentDelivery } from '../../testing/lister/deliveries.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { testLister } from '../../testing/lister/lister-conformance.ts';
import { paddle } from './index.ts';
import { paddleMissedEvents } from './missed-events.ts';
import { paddleSamples } from './samples.ts';

/** @see https://developer.paddle.com/api-reference/notifications/list-notifications */
function answer({ url, headers }: ListRequest, deliveries: readonly SentDelivery[]): ListAnswer {
  if (headers.authorization !== 'Bearer pdl_sdbx_apikey_1' || url.host !== 'sandbox-api.paddle.com')
    return { status: 403 };
  const query = url.searchParams;
  const all = deliveries
    .map(notificationOf)
    .filter(
      ({ occurred_at, status }) =>
        occurred_at >= (query.get('from') ?? '') &&
        occurred_at < (query.get('to') ?? '') &&
        (query.get('status')?.split(',').includes(status) ?? true),
    );
  const after = all.findIndex(({ id }) => id === query.get('after')) + 1;
  const { page, next } = pageIn(all, String(after), query.get('per_page'));
  return { body: { data: page, meta: { pagination: { per_page: 4, has_more: next !== undefined } } } };
}

function notificationOf({ index, type, body, at, isDelivered }: SentDelivery) {
  const payload: unknown = JSON.parse(body);
  const status = isDelivered ? 'delivered' : index % 2 === 0 ? 'failed' : 'needs_retry';
  return { id: `ntf_${1_000 - index}`, type, status, payload, occurred_at: at.toISOString() };
}

testLister({
  lister: paddleMissedEvents,
  integration: paddle,
  samples: paddleSamples,
  apiKey: 'pdl_sdbx_apikey_1',
  answer,
});
