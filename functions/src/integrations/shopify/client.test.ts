import { expect, it } from 'vitest';
import { shopifyClients } from './client.ts';

it('the access token is sent only to Shopify’s shops, whatever shop a header names', async () => {
  const clientOf = await shopifyClients.get({ apiKey: async () => 'shpat_test' });
  expect(clientOf('johns-apparel.myshopify.com').session.shop).toBe('johns-apparel.myshopify.com');
  expect(() => clientOf('attacker.example')).toThrow();
});
