import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { useRuntime } from '../../functions/src/core/runtime.ts';
import { webhookFunction } from '../../functions/src/gcp/webhook-function.ts';
import { stripe } from '../../functions/src/integrations/stripe/index.ts';
import { stripeSamples } from '../../functions/src/integrations/stripe/samples.ts';
import { memoryPorts, type MemoryPorts } from '../../functions/src/testing/memory-ports.ts';
import { FRAMEWORK_VERSIONS } from './frameworks.ts';
import { FrameworkServer, type Reply, type WireRequest } from './server.ts';
import { defineBundle } from '../../functions/src/core/config/bundle.ts';

defineBundle({});

const SECRET = 'whsec_hostile';
const TYPE = 'customer.subscription.deleted';
const NOW = new Date();
const MEGABYTE = 1_000_000;

const sample = Buffer.from(stripeSamples.sample(TYPE, { id: 'hostile', now: NOW }));

/** A request signed over a body, and perhaps another body, header or method on the wire. */
function request(
  changes: { signed?: Buffer; body?: Buffer; headers?: Record<string, string>; method?: string; now?: Date } = {},
): WireRequest {
  const { signed = sample, body = signed, headers = {}, method = 'POST', now = NOW } = changes;
  const delivery = { body: signed, type: TYPE, id: 'hostile', signing: SECRET, now, url: 'http://localhost/' };
  return { method, path: '/', headers: { ...stripeSamples.request(delivery).headers, ...headers }, body };
}

function without(name: string): WireRequest {
  const whole = request();
  const { [name]: _left, ...headers } = whole.headers;
  return { ...whole, headers };
}

const bomb = gzipSync(Buffer.concat([Buffer.from('["'), Buffer.alloc(50 * MEGABYTE, 'x'), Buffer.from('"]')]));

describe.each(FRAMEWORK_VERSIONS)('on functions framework %s a request', (version) => {
  const server = new FrameworkServer(version);
  let ports: MemoryPorts;

  beforeAll(async () => {
    // The time of arrival is measured; on a busy machine it would be seconds before the clock's.
    vi.useFakeTimers({ toFake: ['performance'] });
    process.env['STRIPE_WEBHOOK_SECRET'] = SECRET;
    ports = memoryPorts(NOW);
    useRuntime(ports);
    server.serve(webhookFunction(stripe));
    await server.listen();
  });
  afterAll(() => {
    delete process.env['STRIPE_WEBHOOK_SECRET'];
    server.close();
    vi.useRealTimers();
  });

  it.each<[string, WireRequest, number, string]>([
    [
      'that was tampered with',
      request({ body: Buffer.from(sample.toString().replace('canceled', 'incomplete')) }),
      400,
      'bad-signature',
    ],
    ['that is expired', request({ now: new Date(NOW.getTime() - 301_000) }), 400, 'bad-signature'],
    ['from the future', request({ now: new Date(NOW.getTime() + 302_000) }), 400, 'bad-signature'],
    ['without a signature', without('stripe-signature'), 400, 'bad-webhook-request'],
    ['without a content type', without('content-type'), 400, 'bad-webhook-request'],
    ['of another content type', request({ headers: { 'content-type': 'text/html' } }), 400, 'bad-webhook-request'],
    ['with an empty body', request({ body: Buffer.alloc(0) }), 400, 'bad-webhook-request'],
    ['with half of its body', request({ body: sample.subarray(0, sample.length / 2) }), 400, 'bad-signature'],
    ['that is not JSON', request({ signed: Buffer.from('} {') }), 400, 'bad-webhook-request'],
    ['that is JSON null', request({ signed: Buffer.from('null') }), 400, 'bad-webhook-request'],
    ['of bytes that are not UTF-8', request({ body: Buffer.from([0x7b, 0xff, 0x7d]) }), 400, 'bad-webhook-request'],
    ['of compressed bytes that do not say so', request({ body: gzipSync(sample) }), 400, 'bad-webhook-request'],
    [
      'of bytes that cannot be inflated',
      request({ headers: { 'content-encoding': 'gzip' } }),
      400,
      'bad-webhook-request',
    ],
    ['in an unknown encoding', request({ headers: { 'content-encoding': 'zstd-ish' } }), 400, 'bad-webhook-request'],
    [
      'in an unknown charset',
      request({
        headers: { 'content-type': 'application/json; charset=klingon' },
        now: new Date(NOW.getTime() - 3_600_000),
      }),
      400,
      'bad-signature',
    ],
    ['of 10 MB', request({ body: Buffer.alloc(10 * MEGABYTE, ' ') }), 413, 'payload-too-large'],
    [
      'that inflates to 50 MB',
      request({ body: bomb, headers: { 'content-encoding': 'gzip' } }),
      413,
      'payload-too-large',
    ],
    ['by GET', { ...request({ method: 'GET' }), body: Buffer.alloc(0) }, 405, 'method-not-allowed'],
    ['by PUT', request({ method: 'PUT' }), 405, 'method-not-allowed'],
  ])('%s gets its typed error', async (_what, hostile, status, name) => {
    const reply = await server.send(hostile);
    expect(errorIn(reply)).toBe(`stripe/${name}`);
    expect(reply.status).toBe(status);
    expect(reply.body).not.toMatch(/node_modules|\n\s+at |whsec_/);
    expect(reply.headers['x-content-type-options']).toBe('nosniff');
  });

  it.each(['/%E0%A4%A', '/%', '/a/%c0%ae?b=%', '//', '*', 'http://[::1', 'http://', 'http://localhost/%E0%A4%A'])(
    'to %s reaches the function, and nothing is printed about it',
    async (path) => {
      const print = vi.spyOn(console, 'error');
      const forged = request({ now: new Date(NOW.getTime() - 3_600_000) });
      const reply = await server.send({ ...forged, path });
      expect(errorIn(reply)).toBe('stripe/bad-signature');
      expect(print).not.toHaveBeenCalled();
      expect(await server.send({ ...request(), path })).toMatchObject({ status: 200 });
    },
  );

  it('that is compressed and authentic is accepted, and the process has lived on', async () => {
    const reply = await server.send(request({ body: gzipSync(sample), headers: { 'content-encoding': 'gzip' } }));
    expect(reply).toMatchObject({ status: 200 });
    expect(ports.publisher.published).toHaveLength(1);
  });
});

function errorIn({ body }: Reply): unknown {
  return JSON.parse(body).error.code;
}
