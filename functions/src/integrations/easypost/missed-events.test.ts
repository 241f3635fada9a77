import { pageIn, type SentDelivery } from '../../testing/lister/deliveries.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { testLister } from '../../testing/lister/lister-conformance.ts';
import { easypost } from './index.ts';
import { easypostMissedEvents } from './missed-events.ts';
import { easypostSamples } from './samples.ts';

const AUTHORIZATION = `Basic ${Buffer.from('key:').toString('base64')}`;

/** @see https://docs.easypost.com/docs/events */
function answer({ url, headers }: ListRequest, deliveries: readonly SentDelivery[]): ListAnswer {
  if (headers.authorization !== AUTHORIZATION || url.host !== 'api.easypost.com') return { status: 401 };
  const [, , , event] = url.pathname.split('/');
  const found = deliveries.find((one) => idOf(one) === event);
  if (found !== undefined) return { body: { payloads: attemptsOf(found) } };
  const query = url.searchParams;
  const timeIn = (name: string) => new Date(query.get(name) ?? '');
  const all = deliveries.filter(({ at }) => at >= timeIn('start_datetime') && at < timeIn('end_datetime'));
  const after = all.findIndex((one) => idOf(one) === query.get('before_id')) + 1;
  const { page, next } = pageIn(all, String(after), query.get('page_size'));
  return { body: { events: page.map(lineOf), has_more: next !== undefined } };
}

function lineOf({ body, at }: SentDelivery) {
  const { result: _result, ...event } = JSON.parse(body);
  return { ...event, created_at: at.toISOString() };
}

/** The first attempt always fails. */
function attemptsOf({ body, isDelivered }: SentDelivery) {
  const attempt = { request_url: 'https://hooks.example/easypost', request_body: body };
  return [
    { ...attempt, response_code: 503 },
    { ...attempt, response_code: isDelivered ? 200 : 0 },
  ];
}

function idOf({ body }: SentDelivery): string {
  return JSON.parse(body).id;
}

testLister({ lister: easypostMissedEvents, integration: easypost, samples: easypostSamples, answer });
