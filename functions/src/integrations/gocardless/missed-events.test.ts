import { pageIn, type SentDelivery } from '../../testing/lister/deliveries.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { testLister } from '../../testing/lister/lister-conformance.ts';
import { gocardless } from './index.ts';
import { gocardlessMissedEvents } from './missed-events.ts';
import { gocardlessSamples } from './samples.ts';

/** @see https://developer.gocardless.com/api-reference/#webhooks-list-webhooks */
function answer({ url, headers }: ListRequest, deliveries: readonly SentDelivery[]): ListAnswer {
  const isOurs = headers.authorization === 'Bearer sandbox_key' && headers['gocardless-version'] === '2015-07-06';
  if (!isOurs || url.host !== 'api-sandbox.gocardless.com' || url.pathname !== '/webhooks') return { status: 401 };
  const query = url.searchParams;
  const all = deliveries
    .map(webhookOf)
    .filter(
      ({ created_at, successful }) =>
        created_at >= (query.get('created_at[gte]') ?? '') &&
        created_at < (query.get('created_at[lt]') ?? '') &&
        (query.get('successful') ?? String(successful)) === String(successful),
    );
  const after = all.findIndex(({ id }) => id === query.get('after')) + 1;
  const { page, next } = pageIn(all, String(after), query.get('limit'));
  const cursors = { before: null, after: next === undefined ? null : page.at(-1)?.id };
  return { body: { webhooks: page, meta: { limit: 4, cursors } } };
}

function webhookOf({ index, body, at, isDelivered, request }: SentDelivery) {
  return {
    id: `WB${index}`,
    url: 'https://hooks.example/gocardless-webhook',
    is_test: false,
    successful: isDelivered,
    created_at: at.toISOString(),
    request_headers: request.headers,
    request_body: body,
    response_code: isDelivered ? 204 : null,
  };
}

testLister({
  lister: gocardlessMissedEvents,
  integration: gocardless,
  samples: gocardlessSamples,
  apiKey: 'sandbox_key',
  answer,
});
