import { expect, it } from 'vitest';
import { hubspotClient } from './client.ts';
import { withApiKey } from '../../testing/service-sources.ts';

it('the client authenticates with the configured access token', async () => {
  const client = await hubspotClient.get(withApiKey('pat-test'));
  expect(client.config).toMatchObject({ accessToken: 'pat-test' });
});
