import { expect, it } from 'vitest';
import { firstRequest } from '../../testing/first-request.ts';
import { resendClient } from './client.ts';
import { withApiKey } from '../../testing/service-sources.ts';

it('the client authenticates with the configured API key', async () => {
  const client = await resendClient.get(withApiKey('re_test'));
  const { url, headers } = await firstRequest(() => client.domains.list());
  expect(url).toBe('https://api.resend.com/domains');
  expect(headers.get('authorization')).toBe('Bearer re_test');
});
