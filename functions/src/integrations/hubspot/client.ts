import { service } from '../../core/logic/service.ts';

/**
 * The HubSpot SDK's client, with the access token of `HUBSPOT_API_KEY`, or of `HUBSPOT_API_KEY_NAME` in Secret Manager.
 * It retries throttled requests.
 * @throws {IntegrationError} `bad-config`, which names the variable to set, if it is requested without a token.
 */
export const hubspotClient = service('hubspot', async ({ apiKey }) => {
  const accessToken = await apiKey('hubspot');
  const { Client } = await import('@hubspot/api-client');
  return new Client({ accessToken, numberOfApiCallRetries: 2 });
});
