import { pageIn, type SentDelivery } from '../../testing/lister/deliveries.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { testLister } from '../../testing/lister/lister-conformance.ts';
import { telnyx } from './index.ts';
import { telnyxMissedEvents } from './missed-events.ts';
import { telnyxSamples } from './samples.ts';

const PAGE = 4;

/** @see https://developers.telnyx.com/api/webhooks/get-webhook-deliveries */
function answer({ url, headers }: ListRequest, deliveries: readonly SentDelivery[]): ListAnswer {
  if (headers.authorization !== 'Bearer key' || url.host !== 'api.telnyx.com') return { status: 401 };
  if (url.pathname !== '/v2/webhook_deliveries') return { status: 404 };
  const query = url.searchParams;
  const all = deliveries
    .map(deliveryOf)
    .filter(
      ({ started_at, status }) =>
        started_at >= (query.get('filter[started_at][gte]') ?? '') &&
        started_at <= (query.get('filter[started_at][lte]') ?? '') &&
        (query.get('filter[status][eq]') ?? status) === status,
    );
  const number = Number(query.get('page[number]'));
  const { page } = pageIn(all, String((number - 1) * PAGE), query.get('page[size]'), PAGE);
  const meta = { page_number: number, page_size: PAGE, total_pages: Math.ceil(all.length / PAGE) };
  return { body: { data: page, meta } };
}

function deliveryOf({ index, body, at, isDelivered }: SentDelivery) {
  const { data, meta } = JSON.parse(body);
  const status = isDelivered ? 'delivered' : 'failed';
  const attempt = { status, started_at: at.toISOString(), http: { request: { url: meta.delivered_to } } };
  return {
    record_type: 'webhook_delivery',
    id: `delivery-${index}`,
    status,
    started_at: at.toISOString(),
    webhook: data,
    attempts: [attempt],
  };
}

testLister({ lister: telnyxMissedEvents, integration: telnyx, samples: telnyxSamples, answer });
