import { request as httpRequest } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { days } from '../../functions/src/core/durable/durations.ts';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import { startLocalHost, type LocalHost } from '../../local/local-host.ts';
import { makeStateDir } from '../../local/testing/state-dir.ts';

const SECRET = 'whsec_local_host_tests';
const PROJECT = 'demo-local-host';
const PATIENT = { timeout: 30_000 };
const state = makeStateDir();
let host: LocalHost;
let endpoint: string;

beforeAll(async () => {
  process.env['STRIPE_WEBHOOK_SECRET'] = SECRET;
  const settings = { project: PROJECT, stateDir: state.path, port: 0, consolePort: 0, backoffScale: 0.001 };
  host = await startLocalHost(
    settings,
    createLogger(() => {}, 'error'),
  );
  endpoint = host.endpoints.get('stripe-webhook') ?? '';
}, 180_000);

afterAll(async () => {
  await host.close();
  state.remove();
});

it('the functions have the paths that they have under the emulator', () => {
  expect(new URL(endpoint).pathname).toBe(`/${PROJECT}/us-central1/stripe-webhook`);
});

it('a signed event is published with every digit of its numbers, and handled', async () => {
  const body = eventOf('evt_digits').replace('"x"', '"x","exact":12345678901234567890.123456789');
  expect(await post(body)).toEqual({ status: 200, body: { received: true, id: 'evt_digits' } });
  await expect.poll(async () => (await host.events.event('evt_digits'))?.status).toBe('handled');
  const detail = await host.events.event('evt_digits');
  expect(Buffer.from(detail?.envelope ?? []).toString()).toContain(`"data":${body}}`);
});

it('an unpaid invoice leaves its reminders and the suspension once ten days have passed, and one paid on day 2 a reminder', async () => {
  const send = async (type: string, invoice: string) => {
    const id = `evt_${type}_${invoice}`;
    const object = { id: invoice, object: 'invoice', customer: `cus_${invoice}` };
    await post(JSON.stringify({ id, object: 'event', type, created: 1_700_000_000, data: { object } }));
    await expect.poll(async () => (await host.events.event(id))?.status, PATIENT).toBe('handled');
  };
  const { store } = host.ports;
  const reminders = async () => (await store.list('dunningReminders', { limit: 9 })).map(({ id }) => id);
  for (const invoice of ['in_paid', 'in_unpaid']) await send('invoice.payment_failed', invoice);
  host.sagaClock.advance(days(2));
  await expect.poll(reminders, PATIENT).toEqual(['stripe:in_paid:1', 'stripe:in_unpaid:1']);
  await send('invoice.paid', 'in_paid');
  host.sagaClock.advance(days(8));
  await expect
    .poll(async () => (await store.get('accountStates', 'stripe:cus_in_unpaid'))?.data['status'], PATIENT)
    .toBe('suspended');
  expect(await reminders()).toEqual(['stripe:in_paid:1', ...[1, 2, 3].map((n) => `stripe:in_unpaid:${n}`)]);
  expect(await store.get('accountStates', 'stripe:cus_in_paid')).toBeUndefined();
});

it.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
])('a body that is compressed by %s is verified as it was before', async (encoding, compress) => {
  const body = eventOf(`evt_${encoding}`);
  const reply = await post(compress(body), { ...signed(body), 'content-encoding': encoding });
  expect(reply).toEqual({ status: 200, body: { received: true, id: `evt_${encoding}` } });
});

describe('a bad request gets its typed error, and the host lives on', () => {
  const body = eventOf('evt_bad');
  const now = Math.floor(Date.now() / 1000);
  it.each<[string, { bytes?: string | Buffer; headers?: Record<string, string>; method?: string }, number, string]>([
    ['tampered', { bytes: `${body} `, headers: signed(body) }, 400, 'bad-signature'],
    ['expired', { headers: signed(body, now - 3_600) }, 400, 'bad-signature'],
    ['from the future', { headers: signed(body, now + 3_600) }, 400, 'bad-signature'],
    ['unsigned', { headers: { 'content-type': 'application/json' } }, 400, 'bad-webhook-request'],
    ['empty', { bytes: '', headers: signed('') }, 400, 'bad-webhook-request'],
    ['of invalid UTF-8', { bytes: Buffer.from([0x7b, 0xff, 0x7d]) }, 400, 'bad-webhook-request'],
    ['signed but no JSON', { bytes: '{' }, 400, 'bad-webhook-request'],
    [
      'of another content type',
      { headers: { ...signed(body), 'content-type': 'text/plain' } },
      400,
      'bad-webhook-request',
    ],
    ['of broken gzip', { headers: { ...signed(body), 'content-encoding': 'gzip' } }, 400, 'bad-webhook-request'],
    ['of cut gzip', { bytes: gzipSync(body).subarray(0, 40), headers: gzipped(body) }, 400, 'bad-webhook-request'],
    ['by GET', { method: 'GET' }, 405, 'method-not-allowed'],
    ['by PUT', { method: 'PUT' }, 405, 'method-not-allowed'],
    ['of 10 MB', { bytes: Buffer.alloc(10_000_000, ' ') }, 413, 'payload-too-large'],
    [
      'of 10 MB in 10 kB of gzip',
      { bytes: gzipSync(Buffer.alloc(10_000_000)), headers: gzipped('') },
      413,
      'payload-too-large',
    ],
    [
      'of 100 MB in 100 kB of gzip',
      { bytes: gzipSync(Buffer.alloc(100_000_000)), headers: gzipped('') },
      413,
      'payload-too-large',
    ],
  ])('%s', async (_what, { bytes = body, headers, method }, status, code) => {
    const reply = await post(bytes, headers ?? signed(bytes), method);
    expect(reply).toEqual({
      status,
      body: { error: { code: `stripe/${code}`, message: expect.stringMatching(/\.$/) } },
    });
    expect(await post(eventOf('evt_alive'))).toMatchObject({ status: 200 });
  });

  it('10 MB without a declared length are refused before they have all arrived', async () => {
    const reply = await stream(Buffer.alloc(100_000, ' '), 100);
    expect(reply).toMatchObject({ status: 413, body: { error: { code: 'stripe/payload-too-large' } } });
  });

  it('a sender that hangs up half-way harms nobody', async () => {
    await hangUp();
    expect(await post(eventOf('evt_alive'))).toMatchObject({ status: 200 });
  });

  it('another path is a 404 that names the endpoints', async () => {
    const reply = await post('', {}, 'POST', new URL('/nope', endpoint).href);
    expect(reply).toMatchObject({ status: 404, body: { error: { code: 'not-found' } } });
    expect(reply.body.error.message).toContain(new URL(endpoint).pathname);
    const { headers } = await fetch(new URL('/nope', endpoint));
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

interface Reply {
  readonly status: number | undefined;
  readonly body: { readonly error: { readonly code: string; readonly message: string } };
}

function eventOf(id: string): string {
  return JSON.stringify({ id, object: 'event', type: 'a.b', created: 1_700_000_000, data: { object: { id: 'x' } } });
}

function signed(bytes: string | Buffer, timestamp = Math.floor(Date.now() / 1000)): Record<string, string> {
  const payload = Buffer.from(bytes).toString('utf8');
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET, timestamp });
  return { 'content-type': 'application/json', 'stripe-signature': signature };
}

function gzipped(body: string): Record<string, string> {
  return { ...signed(body), 'content-encoding': 'gzip' };
}

async function post(bytes: string | Buffer, headers = signed(bytes), method = 'POST', url = endpoint): Promise<Reply> {
  const response = await fetch(url, { method, headers, ...(method === 'GET' ? {} : { body: Buffer.from(bytes) }) });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

/** Sends one chunk this many times, as long as the other side takes it. */
function stream(chunk: Buffer, times: number): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(endpoint, { method: 'POST', headers: signed('') }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += String(part)));
      response.on('end', () => resolve({ status: response.statusCode, body: JSON.parse(text) }));
    });
    request.on('error', reject);
    for (let sent = 0; sent < times; sent++) request.write(chunk);
    request.end();
  });
}

/** Sends half of what it declares, and closes the connection. */
function hangUp(): Promise<void> {
  return new Promise((resolve) => {
    const request = httpRequest(endpoint, { method: 'POST', headers: { ...signed(''), 'content-length': '1000' } });
    request.on('error', () => resolve());
    request.write('{"half":', () => request.destroy(new Error('hung up')));
  });
}
