import { expect, it } from 'vitest';
import { firstRequest } from '../../testing/first-request.ts';
import { withApiKey } from '../../testing/service-sources.ts';
import { paddleClient } from './client.ts';

it.each([
  ['pdl_live_apikey_01', 'https://api.paddle.com'],
  ['pdl_sdbx_apikey_01', 'https://sandbox-api.paddle.com'],
])('a client with the key %s sends requests to %s', async (key, origin) => {
  const client = await paddleClient.get(withApiKey(key));
  const { url, headers } = await firstRequest(() => client.eventTypes.list());
  expect(new URL(url).origin).toBe(origin);
  expect(headers.get('authorization')).toBe(`bearer ${key}`);
});
