import { badConfig } from '../../core/config/settings.ts';
import { AccessToken } from '../../core/logic/access-token.ts';
import { askApi } from '../../core/logic/api-request.ts';
import { basicAuth } from '../../core/logic/basic-auth.ts';
import { JsonApi } from '../../core/logic/json-api.ts';
import { service } from '../../core/logic/service.ts';
import type { ServiceSource } from '../../core/logic/token.ts';

/** The credentials of an app, and where its API is. */
export interface PaypalAccess {
  readonly url: URL;
  readonly clientId: string;
  readonly secret: string;
}

const ACCESS = /^([\w-]{20,120}):([\w-]{20,120}):(live|sandbox)$/;

const HOSTS: Readonly<Record<string, string>> = { live: 'api-m.paypal.com', sandbox: 'api-m.sandbox.paypal.com' };

/**
 * PayPal's REST API, with `PAYPAL_API_KEY` (or the secret that `PAYPAL_API_KEY_NAME` names):
 * `client_id:secret:live`, or `:sandbox`. On the local host without a key, it asks the local stand-in for that API.
 * @throws {IntegrationError} `bad-config`, which names the variable to set, if it is requested without a key.
 */
export const paypalApi = service('paypal', async (source) => paypalAt(await accessOf(source)));

/** What an API key says. @throws {IntegrationError} `bad-config` if it lacks a part. */
export async function accessOf({ apiKey, localApi }: ServiceSource): Promise<PaypalAccess> {
  const local = await localApi('paypal');
  if (local !== undefined) return { url: local, clientId: 'local', secret: 'local' };
  const [, clientId, secret, environment = ''] = ACCESS.exec(await apiKey('paypal')) ?? [];
  const host = HOSTS[environment];
  if (clientId !== undefined && secret !== undefined && host !== undefined)
    return { url: new URL(`https://${host}`), clientId, secret };
  throw badConfig(
    'paypal',
    'PAYPAL_API_KEY must hold the client id and the secret of the app, and live or sandbox, separated by colons.',
  );
}

/** PayPal's API at an address. @see https://developer.paypal.com/api/rest/authentication/ */
export function paypalAt({ url, clientId, secret }: PaypalAccess): JsonApi {
  const token = new AccessToken('paypal', async (signal) => {
    const call = { headers: basicAuth(`${clientId}:${secret}`), form: { grant_type: 'client_credentials' } };
    return (await askApi('paypal', new URL('/v1/oauth2/token', url), call, { signal })).json;
  });
  return new JsonApi('paypal', { url, headers: (signal) => token.headers(signal), refused: () => token.drop() });
}
