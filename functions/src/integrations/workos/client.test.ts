import { expect, it } from 'vitest';
import { firstRequest } from '../../testing/first-request.ts';
import { workosClient } from './client.ts';
import { withApiKey } from '../../testing/service-sources.ts';

it('the client authenticates with the configured API key', async () => {
  const { url, headers } = await firstRequest(async () => {
    const client = await workosClient.get(withApiKey('sk_test'));
    await client.organizations.listOrganizations();
  });
  expect(new URL(url).origin).toBe('https://api.workos.com');
  expect(headers.get('authorization')).toBe('Bearer sk_test');
});
