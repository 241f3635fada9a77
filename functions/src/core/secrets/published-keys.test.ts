import { generateKeyPairSync } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger, type LogLine } from '../telemetry/logger.ts';
import { readSettings } from '../config/settings.ts';
import { FAILURE_AGE_MS, MAX_AGE_MS, MAX_STALE_MS, REFRESH_INTERVAL_MS } from './cached.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { MAX_KEY_SET_BYTES } from './load-text.ts';
import { secretSourceOf } from './secret-source.ts';

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const keySet = (...ids: string[]) =>
  JSON.stringify({ keys: ids.map((kid) => ({ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' })) });

const acme = {
  provider: 'acme',
  keySource: {
    url: 'https://acme.example/jwks',
    keyId: ({ headers }: RawWebhook) => (typeof headers['key-id'] === 'string' ? headers['key-id'] : undefined),
  },
};

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A provider on this machine whose key set the test sets, and a clock that the test turns. */
async function setUp(answer: RequestListener) {
  const lines: LogLine[] = [];
  const world = { time: 0, fetches: 0, answer, lines };
  const server = createServer((request, response) => {
    world.fetches++;
    world.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const settings = readSettings('acme', {}, { ACME_KEYS_URL: `http://127.0.0.1:${port}/jwks` });
  const ports = {
    clock: { now: () => new Date(world.time) },
    secrets: { versions: () => Promise.reject(new Error('Secret Manager is not asked')) },
    log: createLogger((line) => lines.push(line), 'info'),
  };
  return { world, keys: secretSourceOf(acme, settings, ports) };
}

const publishes =
  (...ids: string[]): RequestListener =>
  (_request, response) =>
    response.end(keySet(...ids));

function requestNaming(keyId: string | undefined): RawWebhook {
  const headers = { 'key-id': keyId };
  return { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.alloc(0), receivedAt: new Date(0) };
}

describe('published keys', () => {
  it('come as PEM, the one that the request names', async () => {
    const { keys } = await setUp(publishes('a', 'b'));
    expect(await keys.current(requestNaming('b'))).toEqual([{ value: PEM, version: 'b' }]);
    expect(await keys.current(requestNaming('c'))).toEqual([]);
    expect(await keys.current(requestNaming(undefined))).toEqual([]);
  });

  it('are fetched once for many requests at once, and again when they are old', async () => {
    const { world, keys } = await setUp(publishes('a'));
    await Promise.all(Array.from({ length: 20 }, async () => keys.current(requestNaming('a'))));
    expect(world.fetches).toBe(1);
    world.time += MAX_AGE_MS;
    await keys.current(requestNaming('a'));
    expect(world.fetches).toBe(2);
  });

  it('are fetched again for a key id that is not among them, once in a while', async () => {
    const { world, keys } = await setUp(publishes('a'));
    await keys.current(requestNaming('a'));
    world.answer = publishes('a', 'b');
    expect(await keys.refreshed(requestNaming('b'))).toEqual([{ value: PEM, version: 'b' }]);
    for (let i = 0; i < 100; i++) expect(await keys.refreshed(requestNaming(`forged-${i}`))).toBeUndefined();
    expect(world.fetches).toBe(2);
    world.time += REFRESH_INTERVAL_MS;
    await keys.refreshed(requestNaming('c'));
    expect(world.fetches).toBe(3);
  });

  it('are not fetched again for a known key that does not verify', async () => {
    const { world, keys } = await setUp(publishes('a'));
    await keys.current(requestNaming('a'));
    expect(await keys.refreshed(requestNaming('a'))).toBeUndefined();
    expect(world.fetches).toBe(1);
  });

  it('that cannot be fetched are asked for once for 500 requests, and again after a few seconds', async () => {
    const { world, keys } = await setUp((_request, response) => response.writeHead(503).end());
    for (let request = 0; request < 250; request++)
      await expect(keys.current(requestNaming('a'))).rejects.toMatchObject({ status: 503 });
    await Promise.allSettled(Array.from({ length: 250 }, async () => keys.current(requestNaming('a'))));
    expect(world.fetches).toBe(1);
    world.answer = publishes('a');
    world.time += FAILURE_AGE_MS;
    expect(await keys.current(requestNaming('a'))).toHaveLength(1);
  });

  it('serve on from the cache while they cannot be fetched, for a while, and say so', async () => {
    const { world, keys } = await setUp(publishes('a'));
    await keys.current(requestNaming('a'));
    world.answer = (_request, response) => response.writeHead(503).end();
    world.time += MAX_AGE_MS;
    expect(await keys.current(requestNaming('a'))).toHaveLength(1);
    expect(world.lines.map(({ severity }) => severity)).toEqual(['WARNING']);
    world.time += MAX_STALE_MS;
    await expect(keys.current(requestNaming('a'))).rejects.toMatchObject({ code: 'acme/secret-unavailable' });
  });

  it.each<[string, RequestListener]>([
    ['an error', (_request, response) => response.writeHead(404).end()],
    ['a redirect', (_request, response) => response.writeHead(302, { location: 'https://elsewhere.example' }).end()],
    ['a page', (_request, response) => response.end('<html>')],
    ['an empty set', (_request, response) => response.end('{"keys":[]}')],
    [
      'keys that are none',
      (_request, response) => response.end('{"keys":[null,{"kid":"a"},{"kid":"a","kty":"oct","k":"AA"}]}'),
    ],
    ['more than a key set can be', (_request, response) => response.end(keySet('a').padEnd(MAX_KEY_SET_BYTES + 1))],
    ['a connection that breaks', (request) => request.socket.destroy()],
  ])('that are answered with %s are unavailable: the provider sends again', async (_what, answer) => {
    const { keys } = await setUp(answer);
    await expect(keys.current(requestNaming('a'))).rejects.toMatchObject({
      code: 'acme/secret-unavailable',
      status: 503,
      message: expect.stringContaining('ACME_KEYS_URL'),
    });
  });
});

describe('the keys URL', () => {
  it('switches the integration on', () => {
    expect(readSettings('acme', {}, { ACME_KEYS_URL: 'https://acme.example/jwks' }).enabled).toBe(true);
  });

  it.each(['http://acme.example/jwks', 'http://127.0.0.1.acme.example', 'file:///etc/keys', 'jwks'])(
    'is refused where anyone on the way could replace the keys: %s',
    (url) => {
      expect(() => readSettings('acme', {}, { ACME_KEYS_URL: url })).toThrow(
        expect.objectContaining({ code: 'acme/bad-config', message: expect.stringContaining('ACME_KEYS_URL') }),
      );
    },
  );

  it('of a provider that publishes none is a bad-config', () => {
    const settings = readSettings('acme', {}, { ACME_KEYS_URL: 'https://acme.example/jwks' });
    const ports = {
      clock: { now: () => new Date(0) },
      secrets: { versions: () => Promise.resolve([]) },
      log: createLogger(() => undefined, 'info'),
    };
    expect(() => secretSourceOf({ provider: 'acme' }, settings, ports)).toThrow(
      expect.objectContaining({ code: 'acme/bad-config' }),
    );
  });
});
