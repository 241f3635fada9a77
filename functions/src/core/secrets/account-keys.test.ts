import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { readSettings } from '../config/settings.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { createLogger } from '../telemetry/logger.ts';
import { REFRESH_INTERVAL_MS } from './cached.ts';
import { secretSourceOf } from './secret-source.ts';

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Somebody on this machine who publishes keys of these ids. */
async function setUp(secret: string) {
  const world = { ids: ['k1'], fetches: 0, time: 0 };
  const server = createServer((_request, response) => {
    world.fetches++;
    const keys = world.ids.map((kid) => ({ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' }));
    response.end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/keys`;
  const accountKeys = { url, keyId: ({ headers }: RawWebhook) => String(headers['key-id']) };
  const source = secretSourceOf(
    { provider: 'acme', accountKeys },
    readSettings('acme', {}, { ACME_WEBHOOK_SECRET: secret }),
    {
      clock: { now: () => new Date(world.time) },
      secrets: { versions: async () => [] },
      log: createLogger(() => undefined, 'error'),
    },
  );
  return { world, source };
}

function requestBy(id: string): RawWebhook {
  const headers = { 'key-id': id };
  return { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from('{}'), receivedAt: new Date(0) };
}

it('each account is joined to the published key that the request names', async () => {
  const { source } = await setUp('first-account@example, second-account@example');
  const secrets = await source.current(requestBy('k1'));
  expect(secrets).toMatchObject([
    { value: expect.stringMatching(/^first-account@example -----BEGIN PUBLIC KEY-----/), version: 'k1' },
    { value: expect.stringMatching(/^second-account@example -----BEGIN PUBLIC KEY-----/), version: 'k1' },
  ]);
  expect(await source.current(requestBy('k2'))).toEqual([]);
});

it('a key that is not known is fetched, with restraint', async () => {
  const { world, source } = await setUp('the-first-account@example');
  await source.current(requestBy('k1'));
  world.ids = ['k1', 'k2'];
  expect(await source.refreshed(requestBy('k1'))).toBeUndefined();
  world.time = REFRESH_INTERVAL_MS;
  expect(await source.refreshed(requestBy('k2'))).toMatchObject([{ version: 'k2' }]);
  expect(await source.refreshed(requestBy('k3'))).toBeUndefined();
  expect(world.fetches).toBe(2);
});

it('a secret of the own machine brings its own key, so nothing is fetched', async () => {
  const { world, source } = await setUp('local-testing:key:account');
  expect(await source.current(requestBy('k1'))).toMatchObject([{ value: 'local-testing:key:account' }]);
  expect(await source.refreshed(requestBy('k9'))).toBeUndefined();
  expect(world.fetches).toBe(0);
});
