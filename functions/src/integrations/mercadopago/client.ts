import { JsonApi } from '../../core/logic/json-api.ts';
import { service } from '../../core/logic/service.ts';

const API = new URL('https://api.mercadopago.com');

/**
 * Mercado Pago's REST API, with the access token of `MERCADOPAGO_API_KEY`, or of `MERCADOPAGO_API_KEY_NAME` in Secret
 * Manager. On the local host without a key, it asks the local stand-in for that API.
 * @throws {IntegrationError} `bad-config`, which names the variable to set, if it is requested without a key.
 */
export const mercadopagoApi = service('mercadopago', async ({ apiKey, localApi }) => {
  const local = await localApi('mercadopago');
  const key = local === undefined ? await apiKey('mercadopago') : 'local';
  const headers = { authorization: `Bearer ${key}` };
  return new JsonApi('mercadopago', { url: local ?? API, headers: () => Promise.resolve(headers) });
});
