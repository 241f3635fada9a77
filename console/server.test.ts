import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PermanentError } from '../functions/src/core/event/errors.ts';
import type { IntegrationRow } from '../functions/src/core/inspect/integration-row.ts';
import { listIntegrations, listUnhandled, showOverview } from './reads/overview.ts';
import { ENVELOPE, event, fakePorts } from './testing/fake-ports.ts';
import { refusalIn, serveConsole, startConsole, type ServedConsole } from './testing/served-console.ts';

const { ports, asked } = fakePorts();
let served: ServedConsole;

beforeAll(async () => {
  served = await startConsole(ports);
});

afterAll(() => served.close());

describe('events', () => {
  it('are listed as the reader gives them, with the filters handed on', async () => {
    const { status, body } = await get(
      '/api/events?provider=stripe&type=invoice.*&status=dead&q=in_1&before=9&limit=7',
    );
    expect({ status, body: JSON.parse(body) }).toEqual({ status: 200, body: { events: [event], next: '41' } });
    expect(asked()).toEqual({
      provider: 'stripe',
      type: 'invoice.*',
      status: 'dead',
      text: 'in_1',
      before: '9',
      limit: 7,
    });
  });

  it('without filters are the last 50', async () => {
    await get('/api/events?provider=&type=&status=&q=&limit=');
    expect(asked()).toEqual({ limit: 50 });
  });

  it.each(['0', '-1', '1.5', 'ten', '10001', '1e3'])('with limit=%s are a bad request', async (limit) => {
    expect(await refused(`/api/events?limit=${limit}`)).toEqual({ status: 400, code: 'bad-request' });
  });

  it('of an unknown status are a bad request that names the known ones', async () => {
    const { status, body } = await get('/api/events?status=lost');
    expect(status).toBe(400);
    expect(JSON.parse(body).error.message).toBe('status must be one of published, handled, retrying, dead.');
  });
});

describe('one event', () => {
  it('has the envelope with every byte as it was published', async () => {
    const { status, body } = await get('/api/events/evt%2F1');
    expect(status).toBe(200);
    expect(body).toContain(`"envelope":${ENVELOPE}}`);
    expect(JSON.parse(body)).toMatchObject({ ...event, messageId: '7', secretVersion: '7' });
  });

  it('that became a dead letter shows that as a separate step, with the reason', async () => {
    const { timeline, letters } = JSON.parse((await get('/api/events/evt%2F1')).body);
    expect(letters).toMatchObject([{ id: 'letter-1', status: 'open' }]);
    expect(timeline).toMatchObject([
      {
        name: 'dead letter',
        status: 'error',
        error: 'invoices/SyncInvoice: it cannot work',
        attributes: { attempt: 1 },
      },
    ]);
  });

  it('has what was logged while it was handled, and where the log of a consumer that failed is', async () => {
    const lines = [
      { time: event.time, severity: 'WARNING', message: 'Stripe Command Failed', fields: { command: 'a' } },
    ];
    const log = { consumer: 'stripe-onStripeEvent', delivery: 1, omitted: 0, lines };
    const failed = { ...event, consumers: event.consumers.map((consumer) => ({ ...consumer, error: 'no' })) };
    const own = await serveConsole({
      ...ports,
      events: { ...ports.events, event: async () => ({ ...failed, messageId: '7', attributes: {} }) },
      logs: { logs: async ({ source, id }) => (source === event.source && id === event.id ? [log] : []) },
      logsUrl: (...about) => `https://logs.example/${about.join('/')}`,
    });
    expect(JSON.parse((await own.call('/api/events/evt%2F1')).body)).toMatchObject({
      logs: [log],
      logsUrl: 'https://logs.example/evt/1',
      consumers: [{ error: 'no', logsUrl: 'https://logs.example/evt/1/stripe-onStripeEvent' }],
    });
    const { consumers, logs } = JSON.parse((await get('/api/events/evt%2F1')).body);
    expect({ consumers, logs }).toEqual({ consumers: event.consumers, logs: [] });
  });

  it('whose message is not JSON comes in base64', async () => {
    const { body } = await get('/api/events/evt_odd');
    expect(JSON.parse(body)).toMatchObject({ envelope: null, base64: '/w==' });
  });

  it('whose message is not at hand comes without it, and says so when the message is asked for', async () => {
    expect(JSON.parse((await get('/api/events/evt_gone')).body)).toMatchObject({ envelope: null });
    expect(await refused('/api/events/evt_gone?envelope=1')).toEqual({ status: 404, code: 'not-kept' });
  });

  it.each(['/api/events/nope', '/api/events/evt%2F1?provider=twilio'])(
    'that is not there is a 404: %s',
    async (path) => {
      expect(await refused(path)).toEqual({ status: 404, code: 'not-found' });
    },
  );
});

describe('records', () => {
  it('are listed by collection, page by page', async () => {
    expect(JSON.parse((await get('/api/records')).body)).toEqual({ collections: [{ name: 'orders', count: 2 }] });
    expect(JSON.parse((await get('/api/records/orders?limit=1')).body)).toMatchObject({ records: [{ id: 'a' }] });
    expect(JSON.parse((await get('/api/records/orders?after=a')).body)).toMatchObject({ records: [{ id: 'b' }] });
  });

  it('are those of handlers alone: what the service keeps for itself is not among them', async () => {
    const names = ['deadLetters', 'ledger', 'orders', 'reconciliations', 'no_record'];
    const all = { ...ports.records, collections: async () => names.map((name) => ({ name })) };
    const own = await serveConsole({ ...ports, records: all });
    expect(JSON.parse((await own.call('/api/records')).body)).toEqual({ collections: [{ name: 'orders' }] });
    for (const name of ['deadLetters', 'ledger', 'reconciliations'])
      expect(await own.call(`/api/records/${name}`)).toMatchObject({
        status: 404,
        body: expect.stringMatching(/See \/api\/events and \/api\/letters/),
      });
  });

  it('that somebody else wrote are told in a sentence', async () => {
    const list = () => Promise.reject(new PermanentError('The document x is not a record; look at who else writes.'));
    const own = await serveConsole({ ...ports, records: { ...ports.records, list } });
    expect(await own.call('/api/records/orders')).toMatchObject({
      status: 409,
      body: expect.stringContaining('look at who else writes'),
    });
  });

  it.each(['/api/records/no-such', '/api/records/orders?limit=x', '/api/records/orders?after=a%2Fb'])(
    'of %s are a bad request',
    async (path) => {
      expect(await refused(path)).toEqual({ status: 400, code: 'bad-request' });
    },
  );
});

describe('dead letters', () => {
  it('have their text where it is one, and none of their bytes in a list', async () => {
    expect(JSON.parse((await get('/api/letters')).body)).toMatchObject({ letters: [{ id: 'letter-1' }] });
    const { body } = await get('/api/letters/letter-1');
    expect(JSON.parse(body)).toMatchObject({ id: 'letter-1', text: ENVELOPE });
    expect(await refused('/api/letters/nope')).toEqual({ status: 404, code: 'not-found' });
  });

  it('are counted, in a list or without one', async () => {
    expect(JSON.parse((await get('/api/letters?status=open&limit=1')).body)).toMatchObject({ count: 12 });
    expect(JSON.parse((await get('/api/letters/count?status=open')).body)).toEqual({ count: 12 });
    expect(JSON.parse((await get('/api/letters/count?status=dismissed')).body)).toEqual({ count: 0 });
    expect(await refused('/api/letters/count?status=lost')).toEqual({ status: 400, code: 'bad-request' });
  });
});

it('the types that nobody handles are those that every consumer of a provider skips', async () => {
  const skipped = async () => [
    { consumer: 'stripe-onStripeEvent', type: 'product.created', count: 3 },
    { consumer: 'acme-onAcmeEvent', type: 'thing.made', count: 1 },
  ];
  const { ports } = fakePorts({ skipped: { days: 7, skipped } });
  expect(JSON.parse((await listUnhandled(ports)).body)).toEqual({
    isCounted: true,
    days: 7,
    types: [{ provider: 'stripe', type: 'product.created', count: 3 }],
  });
  const nobody = fakePorts({ skipped: { skipped: async () => undefined } });
  for (const uncounted of [nobody.ports, fakePorts().ports])
    expect(JSON.parse((await listUnhandled(uncounted)).body)).toEqual({ isCounted: false, types: [] });
});

it('the integrations are those of the sources, and say which of them are on here', async () => {
  const row: IntegrationRow = {
    provider: 'stripe',
    title: 'Stripe',
    kind: 'payments',
    isInstance: false,
    waysIn: ['HTTPS'],
    signed: 'time and body, HMAC-SHA256',
    checkedBy: '`stripe`',
    window: '±300 s',
    recovery: '',
    variables: ['STRIPE_WEBHOOK_SECRET'],
    sagas: [],
    durable: [],
    records: [],
  };
  const { ports } = fakePorts({ integrations: async () => [row, { ...row, provider: 'acme' }] });
  expect(JSON.parse((await listIntegrations(ports)).body)).toEqual({
    integrations: [
      { ...row, isOn: true },
      { ...row, provider: 'acme', isOn: false },
    ],
  });
});

describe('what a place does not know', () => {
  it.each([
    ['/api/requests', 'local-only'],
    ['/api/requests/1', 'local-only'],
    ['/api/stats', 'local-only'],
    ['/api/samples/stripe/invoice.paid', 'local-only'],
    ['/api/subscriptions', 'cloud-only'],
    ['/api/stream', 'not-live'],
    ['/api/catalogue', 'no-catalogue'],
    ['/api/integrations', 'no-integrations'],
  ])('%s is a 404 that says so: %s', async (path, code) => {
    expect(await refused(path)).toEqual({ status: 404, code });
  });

  it('is told in the overview, with what is wrong with the saved code', async () => {
    const codeFault = 'functions/src/sagas/stripe/a.ts:4 throws while it is loaded: No.';
    const { ports } = fakePorts({ codeFault: () => codeFault });
    expect(JSON.parse(showOverview(ports).body)).toMatchObject({ codeFault });
    expect(JSON.parse(showOverview(fakePorts().ports).body)).not.toHaveProperty('codeFault');
  });

  it('is told in the overview', async () => {
    expect(JSON.parse((await get('/api/overview')).body)).toMatchObject({
      mode: 'local',
      project: 'demo',
      writable: false,
      features: { live: false, requests: false, send: false, resend: false, search: true, stats: false },
      providers: [
        {
          provider: 'stripe',
          title: 'Stripe',
          sampleTypes: ['invoice.paid'],
          signature: 'HMAC-SHA256 in hex over {timestamp}.{body}, in stripe-signature',
        },
      ],
    });
  });

  it('counts nothing in the map that is still drawn', async () => {
    const { providers } = JSON.parse((await get('/api/map')).body);
    expect(providers).toMatchObject([
      {
        provider: 'stripe',
        webhook: { name: 'stripe-webhook' },
        topic: { name: 'integration-stripe-events' },
        consumers: [
          {
            name: 'stripe-onStripeEvent',
            sagas: [{ name: 'invoices', commands: [{ name: 'SyncInvoice' }] }],
            tasks: [{ name: 'countRevenue' }],
          },
        ],
        deadLetters: { function: 'stripe-onDeadLetter' },
      },
    ]);
  });
});

describe('other requests', () => {
  it('health is ok', async () => {
    expect(await get('/api/health')).toMatchObject({ status: 200, body: '{"status":"ok"}' });
  });

  it('the page is served at the root', async () => {
    const { status, headers, body } = await get('/');
    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'text/html; charset=utf-8' });
    expect(body).toMatch(/^<!doctype html>/);
  });

  it.each(['/api', '/api/nope', '/api/health/x', '/api/records/orders/a/b', '/nope'])(
    '%s is not found',
    async (path) => {
      expect(await refused(path)).toEqual({ status: 404, code: 'not-found' });
    },
  );

  it('an address that is not properly encoded is a bad request', async () => {
    expect(await refused('/api/events/%E0%A4%A')).toEqual({ status: 400, code: 'bad-request' });
  });

  it('a read by POST, an action by GET and every other method are refused with what to use', async () => {
    const replies = [
      await served.act('/api/events', {}),
      await get('/api/letters/redrive'),
      await served.call('/api/events', { method: 'DELETE' }),
    ];
    expect(replies.map((reply) => [refusalIn(reply).code, reply.headers['allow']])).toEqual([
      ['method-not-allowed', 'GET, HEAD'],
      // A letter could have this id: it is read as one.
      ['not-found', undefined],
      ['method-not-allowed', 'GET, HEAD, POST'],
    ]);
  });

  it('what Google refuses is told as the sentence that it is, where the ports have one for it', async () => {
    const explain = (error: unknown) => (error instanceof Error ? `Google Cloud: ${error.message}` : undefined);
    const { call } = await serveConsole(fakePorts({ explain }).ports);
    const reply = await call('/api/events?provider=broken');
    expect({ status: reply.status, body: JSON.parse(reply.body) }).toEqual({
      status: 502,
      body: { error: { code: 'out-of-reach', message: 'Google Cloud: /secret/path' } },
    });
  });

  it('a defect is answered without what it was', async () => {
    const { status, body } = await get('/api/events?provider=broken');
    expect({ status, code: JSON.parse(body).error.code }).toEqual({ status: 500, code: 'internal' });
    expect(body).not.toContain('secret');
  });
});

describe('requests from elsewhere', () => {
  const FOREIGN: readonly [string, Record<string, string>][] = [
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a page of another local server', { origin: 'http://127.0.0.1:1' }],
    ['a sandboxed page', { origin: 'null' }],
    ['an image or script of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a name that resolves to this machine', { host: 'evil.example' }],
    ['a name that only begins like this machine', { host: '127.0.0.1.evil.example' }],
  ];

  it.each(FOREIGN)('%s may not read', async (_what, headers) => {
    expect(refusalIn(await served.call('/api/events', { headers }))).toEqual({ status: 403, code: 'forbidden' });
    expect(refusalIn(await served.call('/', { headers }))).toEqual({ status: 403, code: 'forbidden' });
  });

  it.each(FOREIGN)('%s may not act', async (_what, headers) => {
    const reply = await served.act('/api/letters/redrive', { all: true }, { headers });
    expect(refusalIn(reply)).toEqual({ status: 403, code: 'forbidden' });
  });

  it.each([
    ['its own page', () => ({ origin: served.origin, 'sec-fetch-site': 'same-origin' })],
    ['the address line', () => ({ 'sec-fetch-site': 'none' })],
    ['localhost', () => ({ host: `localhost:${new URL(served.origin).port}` })],
  ])('%s is served', async (_what, headers) => {
    expect(await served.call('/api/events', { headers: headers() })).toMatchObject({ status: 200 });
  });

  it('nothing invites another site: no answer has a header that would let its pages read', async () => {
    const { headers } = await served.call('/api/events', { method: 'OPTIONS', headers: { origin: served.origin } });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect((await get('/api/events')).headers['cross-origin-resource-policy']).toBe('same-origin');
  });
});

function get(path: string) {
  return served.call(path);
}

async function refused(path: string): Promise<{ status: number | undefined; code: string }> {
  return refusalIn(await get(path));
}
