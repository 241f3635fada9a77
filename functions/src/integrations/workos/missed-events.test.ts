import { pageIn, type SentDelivery } from '../../testing/lister/deliveries.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { testLister } from '../../testing/lister/lister-conformance.ts';
import { workos } from './index.ts';
import { workosMissedEvents } from './missed-events.ts';
import { workosSamples } from './samples.ts';

/** @see https://workos.com/docs/reference/events */
function answer({ url, headers }: ListRequest, deliveries: readonly SentDelivery[]): ListAnswer {
  if (headers.authorization !== 'Bearer key' || url.host !== 'api.workos.com') return { status: 401 };
  const query = url.searchParams;
  const [begin, after] = [query.get('range_start'), query.get('after')];
  const types = query.getAll('events[]');
  if (types.length === 0 || (begin !== null && after !== null)) return { status: 422 };
  const from = begin === null ? new Date(0) : new Date(begin);
  const all = deliveries
    .filter(({ type, at }) => types.includes(type) && at >= from && at < new Date(query.get('range_end') ?? ''))
    .toReversed();
  const start = after === null ? 0 : all.findIndex((one) => idOf(one) === after) + 1;
  const { page, next } = pageIn(all, String(start), query.get('limit'));
  const last = page.at(-1);
  const list_metadata = { before: null, after: next === undefined || last === undefined ? null : idOf(last) };
  return { body: { object: 'list', data: page.map(({ body }) => JSON.parse(body)), list_metadata } };
}

function idOf({ body }: SentDelivery): string {
  return JSON.parse(body).id;
}

testLister({ lister: workosMissedEvents, integration: workos, samples: workosSamples, answer });
