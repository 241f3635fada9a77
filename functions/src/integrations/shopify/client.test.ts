import { expect, it } from 'vitest';
import { shopifyClients } from './client.ts';
import { withApiKey } from '../../testing/service-sources.ts';

it('the access token is sent only to Shopify’s shops, whatever shop a header names', async () => {
  const clientOf = await shopifyClients.get(withApiKey('shpat_test'));
  expect(clientOf('johns-apparel.myshopify.com').session.shop).toBe('johns-apparel.myshopify.com');
  expect(() => clientOf('attacker.example')).toThrow();
});
