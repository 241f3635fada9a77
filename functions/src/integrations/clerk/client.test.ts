import { expect, it } from 'vitest';
import { firstRequest } from '../../testing/first-request.ts';
import { clerkClient } from './client.ts';
import { withApiKey } from '../../testing/service-sources.ts';

it('the client authenticates with the configured secret key', async () => {
  const client = await clerkClient.get(withApiKey('sk_test_1'));
  const { url, headers } = await firstRequest(() => client.users.getUserList());
  expect(new URL(url).origin).toBe('https://api.clerk.com');
  expect(headers.get('authorization')).toBe('Bearer sk_test_1');
});
