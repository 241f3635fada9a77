import { createServer, request as httpRequest, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventDetail, EventQuery, EventView } from '../functions/src/core/handle/event-reader.ts';
import { createLogger } from '../functions/src/core/logger.ts';
import { portOf } from '../ops/testing/ports.ts';
import { consoleListener } from './server.ts';

const event: EventView = {
  id: 'evt/1',
  provider: 'stripe',
  source: '//stripe.com',
  type: 'invoice.paid',
  time: '2026-11-23T12:00:00.000Z',
  receivedTime: '2026-11-23T12:00:01.000Z',
  status: 'handled',
  consumers: [
    { name: 'stripe-onStripeEvent', status: 'handled', attempts: 1, commands: [{ name: 'a/B', status: 'done' }] },
  ],
};
const envelope = '{"specversion":"1.0", "data":{"exact":12345678901234567890.10}}';
const details = new Map<string, EventDetail>([
  ['evt/1', { ...event, messageId: '7', attributes: {}, envelope: Buffer.from(envelope) }],
  ['evt_odd', { ...event, messageId: '8', attributes: {}, envelope: Buffer.from([0xff]) }],
]);
const records = [
  { id: 'a', version: 1, data: { status: 'open' } },
  { id: 'b', version: 2, data: { status: 'paid' } },
];

let asked: EventQuery | undefined;
let server: Server;
let base: string;

beforeAll(async () => {
  const ports = {
    events: {
      events: async (query: EventQuery) => {
        if (query.provider === 'broken') throw new Error('/secret/path');
        asked = query;
        return [event];
      },
      event: async (id: string, provider?: string) => (provider === 'twilio' ? undefined : details.get(id)),
    },
    records: {
      list: async (_collection: string, { limit, after = '' }: { limit: number; after?: string }) =>
        records.filter(({ id }) => id > after).slice(0, limit),
      collections: async () => ['orders'],
    },
  };
  server = createServer(
    consoleListener(
      ports,
      createLogger(() => {}, 'error'),
    ),
  );
  server.listen(0, '127.0.0.1');
  base = `http://127.0.0.1:${await portOf(server)}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('events', () => {
  it('are listed as the reader gives them, with the filters handed on', async () => {
    const { status, body } = await get('/api/events?provider=stripe&type=invoice.*&status=dead&limit=7');
    expect({ status, body: JSON.parse(body) }).toEqual({ status: 200, body: { events: [event] } });
    expect(asked).toEqual({ provider: 'stripe', type: 'invoice.*', status: 'dead', limit: 7 });
  });

  it('without filters are the last 50', async () => {
    await get('/api/events?provider=&type=&status=&limit=');
    expect(asked).toEqual({ limit: 50 });
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
    expect(body).toContain(`"envelope":${envelope}}`);
    expect(JSON.parse(body)).toMatchObject({ ...event, messageId: '7' });
  });

  it('whose message is no JSON comes in base64', async () => {
    const { body } = await get('/api/events/evt_odd');
    expect(JSON.parse(body)).toMatchObject({ envelope: null, base64: '/w==' });
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
    expect(JSON.parse((await get('/api/records')).body)).toEqual({ collections: ['orders'] });
    expect(JSON.parse((await get('/api/records/orders?limit=1')).body)).toEqual({ records: [records[0]] });
    expect(JSON.parse((await get('/api/records/orders?after=a')).body)).toEqual({ records: [records[1]] });
  });

  it.each(['/api/records/no-such', '/api/records/orders?limit=x'])('of %s are a bad request', async (path) => {
    expect(await refused(path)).toEqual({ status: 400, code: 'bad-request' });
  });
});

describe('other requests', () => {
  it('health is ok', async () => {
    expect(await get('/api/health')).toMatchObject({ status: 200, body: '{"status":"ok"}' });
  });

  it.each(['/api', '/api/nope', '/api/health/x', '/api/records/orders/a', '/nope'])('%s is not found', async (path) => {
    expect(await refused(path)).toEqual({ status: 404, code: 'not-found' });
  });

  it('an address that is not properly encoded is a bad request', async () => {
    expect(await refused('/api/events/%E0%A4%A')).toEqual({ status: 400, code: 'bad-request' });
  });

  it('nothing is changed through it: other methods are refused', async () => {
    const { status, headers, body } = await get('/api/events', { method: 'POST' });
    expect({ status, allow: headers['allow'], code: JSON.parse(body).error.code }).toEqual({
      status: 405,
      allow: 'GET, HEAD',
      code: 'method-not-allowed',
    });
  });

  it('a defect is answered without what it was', async () => {
    const { status, body } = await get('/api/events?provider=broken');
    expect({ status, code: JSON.parse(body).error.code }).toEqual({ status: 500, code: 'internal' });
    expect(body).not.toContain('secret');
  });
});

describe('requests from elsewhere', () => {
  it.each([
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a page of another local server', { origin: 'http://127.0.0.1:1' }],
    ['a sandboxed page', { origin: 'null' }],
    ['an image or script of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a name that resolves to this machine', { host: 'evil.example' }],
    ['a name that only begins like this machine', { host: '127.0.0.1.evil.example' }],
  ])('%s is refused', async (_what, headers) => {
    const { status, body } = await get('/api/events', { headers });
    expect({ status, code: JSON.parse(body).error.code }).toEqual({ status: 403, code: 'forbidden' });
  });

  it.each([
    ['its own page', () => ({ origin: base, 'sec-fetch-site': 'same-origin' })],
    ['the address line', () => ({ 'sec-fetch-site': 'none' })],
    ['localhost', () => ({ host: `localhost:${new URL(base).port}` })],
  ])('%s is served', async (_what, headers) => {
    expect(await get('/api/events', { headers: headers() })).toMatchObject({ status: 200 });
  });
});

interface Reply {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Not fetch: it does not let Host and Origin be set. */
function get(path: string, options: { method?: string; headers?: Record<string, string> } = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${base}${path}`, options, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += String(chunk)));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    request.on('error', reject).end();
  });
}

async function refused(path: string): Promise<{ status: number | undefined; code: string }> {
  const { status, body } = await get(path);
  return { status, code: JSON.parse(body).error.code };
}
