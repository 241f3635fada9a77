import type { GraphqlClient } from '@shopify/shopify-api';
import { service } from '../../core/logic/service.ts';

/** Returns the client of one shop, given its domain: `johns-apparel.myshopify.com`. */
export type ShopifyClients = (shop: string) => GraphqlClient;

/**
 * The Shopify SDK's clients of the Admin API (GraphQL), one for each shop, with the access token of `SHOPIFY_API_KEY`,
 * or of `SHOPIFY_API_KEY_NAME` in Secret Manager. The shop of an event comes from an unsigned header. The SDK refuses
 * domains that are not Shopify's, so the token is never sent elsewhere.
 * @throws {IntegrationError} `bad-config`, which names the variable to set, if it is requested without a token.
 */
export const shopifyClients = service('shopify', async ({ apiKey }): Promise<ShopifyClients> => {
  const adminApiAccessToken = await apiKey('shopify');
  await import('@shopify/shopify-api/adapters/node');
  const { ApiVersion, LogSeverity, shopifyApi } = await import('@shopify/shopify-api');
  const shopify = shopifyApi({
    adminApiAccessToken,
    apiVersion: ApiVersion.October26,
    isCustomStoreApp: true,
    isEmbeddedApp: false,
    // Both are only used to sign users in, which this service does not do.
    apiSecretKey: 'unused',
    hostName: 'unused.invalid',
    logger: { level: LogSeverity.Error },
  });
  return (shop) => new shopify.clients.Graphql({ session: shopify.session.customAppSession(shop) });
});
