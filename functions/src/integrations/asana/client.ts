import { JsonApi } from '../../core/logic/json-api.ts';
import { service } from '../../core/logic/service.ts';

const API = new URL('https://app.asana.com');

/**
 * Asana's REST API, with the personal access token or the token of a service account in `ASANA_API_KEY`, or of
 * `ASANA_API_KEY_NAME` in Secret Manager. On the local host without a key, it asks the local stand-in for that API.
 * @throws {IntegrationError} `bad-config`, which names the variable to set, if it is requested without a key.
 */
export const asanaApi = service('asana', async ({ apiKey, localApi }) => {
  const local = await localApi('asana');
  const key = local === undefined ? await apiKey('asana') : 'local';
  const headers = { authorization: `Bearer ${key}` };
  return new JsonApi('asana', { url: local ?? API, headers: () => Promise.resolve(headers) });
});
