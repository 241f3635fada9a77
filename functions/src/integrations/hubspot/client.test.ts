import { expect, it } from 'vitest';
import { hubspotClient } from './client.ts';

it('the client authenticates with the configured access token', async () => {
  const client = await hubspotClient.get({ apiKey: async () => 'pat-test' });
  expect(client.config).toMatchObject({ accessToken: 'pat-test' });
});
