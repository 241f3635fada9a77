import { badConfig } from '../../core/config/settings.ts';
import { isJsonObject, isText } from '../../core/event/json.ts';
import { ApiRefusal, askApi } from '../../core/logic/api-request.ts';
import { JsonApi } from '../../core/logic/json-api.ts';
import { service } from '../../core/logic/service.ts';
import type { ServiceSource } from '../../core/logic/token.ts';

/** The credentials of an app, and where its API is. */
interface Access {
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
export const paypalApi = service('paypal', async (source) => {
  const access = await accessOf(source);
  return new PaypalApi(access);
});

async function accessOf({ apiKey, localApi }: ServiceSource): Promise<Access> {
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

/** A token is not used in its last minute. */
const MARGIN_MS = 60_000;

/** What handlers read of PayPal's API. */
export class PaypalApi {
  readonly #access: Access;
  readonly #api: JsonApi;
  #token: { readonly value: string; readonly until: number } | undefined;

  constructor(access: Access) {
    this.#access = access;
    this.#api = new JsonApi('paypal', {
      url: access.url,
      headers: async (signal) => ({ authorization: `Bearer ${await this.#current(signal)}` }),
    });
  }

  /** What is at a path, such as `/v2/payments/captures/…`; undefined if PayPal does not have it. */
  async get(path: `/${string}`, signal: AbortSignal): Promise<Readonly<Record<string, unknown>> | undefined> {
    try {
      return await this.#api.get(path, signal);
    } catch (error) {
      // The next attempt asks for another token: this one may have been revoked.
      if (error instanceof ApiRefusal && error.status === 401) this.#token = undefined;
      throw error;
    }
  }

  /** @see https://developer.paypal.com/api/rest/authentication/ */
  async #current(signal: AbortSignal): Promise<string> {
    if (this.#token !== undefined && Date.now() < this.#token.until) return this.#token.value;
    const { url, clientId, secret } = this.#access;
    const credentials = Buffer.from(`${clientId}:${secret}`).toString('base64');
    const call = { headers: { authorization: `Basic ${credentials}` }, form: { grant_type: 'client_credentials' } };
    const { json } = await askApi('paypal', new URL('/v1/oauth2/token', url), call, { signal });
    const { access_token: value, expires_in: seconds } = isJsonObject(json) ? json : {};
    if (!isText(value)) throw new TypeError('PayPal answered without an access token.');
    this.#token = { value, until: Date.now() + (typeof seconds === 'number' ? seconds * 1_000 - MARGIN_MS : 0) };
    return value;
  }
}
