import { service } from '../../core/logic/service.ts';

/** The WorkOS SDK's client, with the API key of `WORKOS_API_KEY`, or of `WORKOS_API_KEY_NAME` in Secret Manager. */
export const workosClient = service('workos', async ({ apiKey }) => {
  const key = await apiKey('workos');
  const { WorkOS } = await import('@workos-inc/node');
  return new WorkOS(key);
});
