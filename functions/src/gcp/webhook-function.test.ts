import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { HttpReply, Integration } from '../core/integration/integration.ts';
import type { RawWebhook } from '../core/scheme/raw-webhook.ts';
import { firstThatVerifies, requireHeader, requireText } from '../core/scheme/verification.ts';
import type { Logger } from '../core/telemetry/logger.ts';
import { useRuntime } from '../core/runtime.ts';
import { memoryPorts, type MemoryPorts } from '../testing/memory-ports.ts';
import { standardOutput } from './standard-output.ts';
import { webhookFunction } from './webhook-function.ts';
import { defineBundle } from '../core/config/bundle.ts';

defineBundle({});

const LIMIT = 1_000;
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** The plainest integration: the secret itself is the signature. It remembers what it was given. */
class Acme implements Integration<{ id: string }> {
  readonly provider = 'acme';
  readonly methods = ['POST'];
  readonly contentTypes = ['text/plain'];
  readonly maxBytes = LIMIT;
  readonly signatureHeader = 'x-acme-key';
  readonly seen: RawWebhook[] = [];
  ack?: () => HttpReply;

  verify(request: RawWebhook, secrets: readonly string[]) {
    this.seen.push(request);
    const key = requireHeader('acme', request, 'x-acme-key');
    const secret = firstThatVerifies('acme', secrets, (candidate) => candidate === key);
    return { events: [{ native: { id: requireText('acme', request) } }], secret };
  }

  describe({ id }: { id: string }) {
    return { id, type: 'thing', time: new Date(0), source: '//acme.example' };
  }
}

interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const SIGNED = { 'content-type': 'text/plain', 'x-acme-key': 'topsecret-topsecret' };

describe('a webhook function on a plain HTTP server', () => {
  let ports: MemoryPorts;
  let acme: Acme;

  beforeEach(() => {
    vi.stubEnv('ACME_WEBHOOK_SECRET', 'topsecret-topsecret');
    vi.stubEnv('GCLOUD_PROJECT', 'demo');
    ports = memoryPorts();
    acme = new Acme();
    useRuntime(ports);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  /** @param prepare What a framework does to a request before it calls the function. */
  async function listen(prepare: (request: IncomingMessage) => void = () => undefined): Promise<number> {
    const target = webhookFunction(acme);
    const server: Server = createServer((request, response) => {
      prepare(request);
      // The function asks for nothing of Express: a plain request and response do.
      void Reflect.apply(target, undefined, [request, response]);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  function post(port: number, body: string, headers: Record<string, string> = SIGNED, path = '/'): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const sent = httpRequest({ port, host: '127.0.0.1', method: 'POST', path, headers }, (reply) => {
        reply.setEncoding('utf8');
        let text = '';
        reply.on('data', (chunk: string) => (text += chunk));
        reply.on('end', () => resolve({ status: reply.statusCode, headers: reply.headers, body: text }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  it('reads the body that the framework left unread, publishes the event and answers in JSON', async () => {
    const reply = await post(await listen(), 'evt_1');
    expect(reply).toMatchObject({ status: 200, body: '{"received":true,"id":"evt_1"}' });
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(ports.publisher.to('integration-acme-events')).toHaveLength(1);
  });

  it('leaves requests alone in a process that serves another function, and only loads this one', async () => {
    vi.stubEnv('FUNCTION_TARGET', 'shop.acme.onAcmeEvent');
    const lengths: (string | undefined)[] = [];
    const port = await listen(({ headers }) => lengths.push(headers['content-length']));
    await post(port, 'evt_1', { ...SIGNED, 'content-length': '5' });
    expect(lengths).toEqual(['5']);
  });

  it('takes the bytes that the framework kept, not those that it made of them', async () => {
    const port = await listen((request) => {
      Object.assign(request, { rawBody: Buffer.from('evt_kept'), body: { parsed: true } });
    });
    expect(await post(port, 'evt_sent')).toMatchObject({ body: '{"received":true,"id":"evt_kept"}' });
  });

  it('hands over the URL as it was requested, and the public ones as they are configured', async () => {
    vi.stubEnv('ACME_WEBHOOK_URL', 'https://example.com/a, https://example.com/b?c=1');
    const port = await listen((request) => Object.assign(request, { originalUrl: `/mounted${request.url}` }));
    await post(port, 'evt_1', SIGNED, '/hook?x=1');
    expect(acme.seen[0]).toMatchObject({
      method: 'POST',
      url: '/mounted/hook?x=1',
      publicUrls: ['https://example.com/a', 'https://example.com/b?c=1'],
    });
  });

  it('says when the request arrived by the clock in use, not when its service was ready', async () => {
    await post(await listen(), 'evt_1');
    const [request] = acme.seen;
    const early = ports.clock.now().getTime() - (request?.receivedAt.getTime() ?? 0);
    expect(early).toBeGreaterThanOrEqual(0);
    expect(early).toBeLessThan(60_000);
  });

  it('joins its log lines to the trace of the request', async () => {
    await post(await listen(), 'evt_1', { ...SIGNED, traceparent: TRACE });
    const trace = 'projects/demo/traces/0af7651916cd43dd8448eb211c80319c';
    expect(ports.lines.map(({ message }) => message)).toEqual([
      'Acme Event Received',
      'Acme Event Verified',
      'Acme Event Payload',
      'Acme Event Successfully Published',
    ]);
    for (const line of ports.lines) expect(line['logging.googleapis.com/trace']).toBe(trace);
  });

  it('sends an acknowledgement in words unchanged', async () => {
    acme.ack = () => ({ status: 202, body: 'OK', headers: { 'x-acme': 'yes' } });
    const reply = await post(await listen(), 'evt_1');
    expect(reply).toMatchObject({ status: 202, body: 'OK' });
    expect(reply.headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'x-acme': 'yes' });
  });

  it('sends an acknowledgement without a body with no content type', async () => {
    acme.ack = () => ({ status: 204 });
    const reply = await post(await listen(), 'evt_1');
    expect(reply).toMatchObject({ status: 204, body: '' });
    expect(reply.headers).not.toHaveProperty('content-type');
  });

  it('answers every refusal with its typed error', async () => {
    const port = await listen();
    const codeOf = async (sent: Promise<Reply>) => {
      const { status, body } = await sent;
      return { status, code: /"code":"([^"]+)"/.exec(body)?.[1] };
    };
    const { 'content-type': _type, ...untyped } = SIGNED;
    expect(await codeOf(post(port, 'e', { ...SIGNED, 'x-acme-key': 'wrong' }))).toEqual({
      status: 400,
      code: 'acme/bad-signature',
    });
    expect(await codeOf(post(port, 'e', untyped))).toEqual({ status: 400, code: 'acme/bad-webhook-request' });
    expect(await codeOf(post(port, ''))).toEqual({ status: 400, code: 'acme/bad-webhook-request' });
    ports.publisher.failure = new Error('Pub/Sub is down.');
    expect(await codeOf(post(port, 'e'))).toEqual({ status: 503, code: 'acme/publish-failed' });
  });

  it('refuses a body that declares itself too large without waiting for it', async () => {
    const port = await listen();
    const socket = connect(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 10000000\r\n\r\nabc`);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
        if (text.includes('}}')) resolve(text);
      });
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/connection: close/i);
    expect(answer).toContain('acme/payload-too-large');
    expect(ports.lines).toMatchObject([
      { message: 'Acme Event Received', declaredBytes: 10_000_000 },
      { message: 'Acme Event Refused', code: 'acme/payload-too-large' },
    ]);
  });

  it('lets the sender of a body of 10 MB read its refusal, declared or not, and ends the connection', async () => {
    const port = await listen();
    const large = 'x'.repeat(10_000_000);
    for (const headers of [SIGNED, { ...SIGNED, 'transfer-encoding': 'chunked' }]) {
      const reply = await post(port, large, headers);
      expect(reply).toMatchObject({ status: 413 });
      expect(reply.headers['connection']).toBe('close');
    }
    expect(acme.seen).toEqual([]);
    expect(await post(port, 'evt_1')).toMatchObject({ status: 200 });
  });

  it('outlives a sender that gives up half-way', async () => {
    const arrived = Promise.withResolvers<IncomingMessage>();
    const port = await listen(arrived.resolve);
    const socket = connect(port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 100\r\n\r\nabc');
    await arrived.promise;
    socket.destroy();
    await expect.poll(() => ports.lines.length).toBeGreaterThan(1);
    expect(ports.lines).toMatchObject([
      { message: 'Acme Event Received', declaredBytes: 100 },
      { message: 'Acme Event Refused', code: 'acme/bad-webhook-request' },
    ]);
    expect(await post(port, 'evt_1')).toMatchObject({ status: 200 });
  });

  it('answers a start that failed with a typed error, and starts again with the next request', async () => {
    const printed: string[] = [];
    vi.spyOn(standardOutput, 'write').mockImplementation((bytes) => {
      printed.push(Buffer.from(bytes).toString());
      return bytes.length;
    });
    onTestFinished(() => void vi.restoreAllMocks());
    const broken = {
      ...ports,
      get log(): Logger {
        throw new Error('A defect that quotes topsecret.');
      },
    };
    useRuntime(broken);
    const port = await listen();
    const reply = await post(port, 'evt_1');
    expect(reply.status).toBe(500);
    expect(reply.body).toContain('acme/internal');
    expect(reply.body).not.toContain('topsecret-topsecret');
    await expect.poll(() => printed.length).toBeGreaterThan(0);
    const lines = printed.join('').trim().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { message: 'Acme Event Received' },
      { message: 'Acme Event Failed', code: 'acme/internal' },
    ]);
    useRuntime(ports);
    expect(await post(port, 'evt_1')).toMatchObject({ status: 200 });
  });
});

describe('an integration that is on but wrong', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('fails when its function is made, with a sentence that names the variable', () => {
    vi.stubEnv('ACME_WEBHOOK_SECRET', 'one,,two');
    expect(() => webhookFunction(new Acme())).toThrow(/ACME_WEBHOOK_SECRET holds an empty secret/);
  });
});

describe('the deployed shape of a webhook function', () => {
  it('has the configured region and the defaults of its kind', () => {
    vi.stubEnv('ACME_WEBHOOK_SECRET', 'topsecret-topsecret');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(webhookFunction(new Acme())).toHaveProperty(
      '__endpoint',
      expect.objectContaining({
        region: ['us-central1'],
        timeoutSeconds: 15,
        concurrency: 8,
        maxInstances: 40,
        httpsTrigger: { invoker: ['public'] },
      }),
    );
  });
});
