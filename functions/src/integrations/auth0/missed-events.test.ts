import { describe, expect, it } from 'vitest';
import { pageIn, type SentDelivery } from '../../testing/lister/deliveries.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { testLister } from '../../testing/lister/lister-conformance.ts';
import { auth0 } from './index.ts';
import { auth0MissedEvents } from './missed-events.ts';
import { auth0Samples } from './samples.ts';

const HOST = 'acme.eu.auth0.com';
const STREAMS = '/api/v2/event-streams';
const CLIENT = {
  grant_type: 'client_credentials',
  client_id: 'client-1',
  client_secret: 'secret_1',
  audience: `https://${HOST}/api/v2/`,
};
const EVENT_STREAMS = [
  { id: 'est_action', status: 'enabled', destination: { type: 'action' } },
  { id: 'est_quiet', status: 'enabled', destination: { type: 'webhook' } },
  { id: 'est_busy', status: 'enabled', destination: { type: 'webhook' } },
];

/** @see https://auth0.com/docs/api/management/v2/event-streams/get-event-deliveries */
function answer({ url, headers, body }: ListRequest, deliveries: readonly SentDelivery[]): ListAnswer {
  if (url.host !== HOST) return { status: 404 };
  if (url.pathname === '/oauth/token') {
    const isOurs = JSON.stringify(body) === JSON.stringify(CLIENT);
    return isOurs ? { body: { access_token: 'token', expires_in: 86_400 } } : { status: 401 };
  }
  if (headers.authorization !== 'Bearer token') return { status: 401 };
  const query = url.searchParams;
  if (url.pathname === STREAMS) return streams(query);
  const [, , , , stream, , delivery] = url.pathname.split('/');
  const lines = stream === 'est_busy' ? deliveries.filter(({ isDelivered }) => !isDelivered).map(lineOf) : [];
  const found = lines.find(({ id }) => id === delivery);
  if (found !== undefined) return { body: found };
  const listed = lines.filter(
    ({ event }) => event.time >= (query.get('date_from') ?? '') && event.time < (query.get('date_to') ?? ''),
  );
  const { page, next } = pageIn(listed, query.get('from'), query.get('take'));
  // Of every second delivery, the list says only that it failed.
  const short = page.map((line, index) => (index % 2 === 0 ? line : { ...line, event: undefined }));
  return { body: { deliveries: short, ...(next !== undefined && { next }) } };
}

function streams(query: URLSearchParams): ListAnswer {
  const { page, next } = pageIn(EVENT_STREAMS, query.get('from'), query.get('take'), 2);
  return { body: { eventStreams: page, ...(next !== undefined && { next }) } };
}

function lineOf({ index, type, body, at }: SentDelivery) {
  const event = JSON.parse(body);
  return {
    id: `edl_${index}`,
    event_stream_id: 'est_busy',
    status: 'failed',
    event_type: type,
    attempts: [{ status: 'failed', timestamp: at.toISOString(), error_message: 'timeout' }],
    event,
  };
}

testLister({
  lister: auth0MissedEvents,
  integration: auth0,
  samples: auth0Samples,
  apiKey: 'client-1:secret_1',
  variables: { AUTH0_DOMAIN: HOST },
  answer,
});

describe('the domain', () => {
  it.each([`https://${HOST}`, `${HOST}/x`, 'acme'])('is not %j', (text) => {
    expect(() => auth0MissedEvents.settings?.[0]?.read(text)).toThrow('such as acme.eu.auth0.com');
  });
});
