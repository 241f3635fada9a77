import { headerIn, pageIn, type SentDelivery } from '../../testing/lister/deliveries.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { testLister } from '../../testing/lister/lister-conformance.ts';
import { resend } from './index.ts';
import { resendMissedEvents } from './missed-events.ts';
import { resendSamples } from './samples.ts';

/** Of two webhooks, only the second has events. @see https://resend.com/docs/api-reference/webhooks */
function answer({ url, headers }: ListRequest, deliveries: readonly SentDelivery[]): ListAnswer {
  if (headers.authorization !== 'Bearer key' || url.host !== 'api.resend.com') return { status: 401 };
  const [, , hook, , id] = url.pathname.split('/');
  if (hook === undefined) return { body: { object: 'list', data: [{ id: 'quiet' }, { id: 'busy' }] } };
  const events = hook === 'busy' ? deliveries : [];
  const found = events.find((one) => headerIn(one, 'svix-id') === id);
  if (found !== undefined) return { body: { ...lineOf(found), payload: JSON.parse(found.body) } };
  const after = events.findIndex((one) => headerIn(one, 'svix-id') === url.searchParams.get('after')) + 1;
  const { page, next } = pageIn(events, String(after), url.searchParams.get('limit'));
  return { body: { object: 'list', has_more: next !== undefined, data: page.map(lineOf) } };
}

function lineOf(delivery: SentDelivery) {
  const { type, at, isDelivered, index } = delivery;
  const status = isDelivered ? 'success' : index % 2 === 0 ? 'failed' : 'attempting';
  return { id: headerIn(delivery, 'svix-id'), type, created_at: at.toISOString(), status };
}

testLister({ lister: resendMissedEvents, integration: resend, samples: resendSamples, answer });
