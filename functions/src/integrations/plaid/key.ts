import { isJsonObject, parseJson } from '../../core/event/json.ts';
import type { KeyLookup } from '../../core/integration/key-lookup.ts';
import { headerOf } from '../../core/scheme/verification.ts';

export const TOKEN_HEADER = 'plaid-verification';

/** What the keys are looked up with: `client_id:secret:environment`. */
const CREDENTIALS = /^([0-9a-f]{24}):([\w-]{16,64}):(production|sandbox)$/;

const KEY_ID = /^[\w-]{1,64}$/;

/**
 * Plaid gives its keys out one by one, to its customers.
 * @see https://plaid.com/docs/api/webhooks/webhook-verification/#get-webhook-verification-key
 */
export const keyLookup: KeyLookup = {
  idOf(request) {
    const [head = ''] = (headerOf(request, TOKEN_HEADER) ?? '').split('.', 1);
    const header = parseJson(Buffer.from(head, 'base64url').toString());
    const id = isJsonObject(header) && header['alg'] === 'ES256' ? header['kid'] : undefined;
    return typeof id === 'string' && KEY_ID.test(id) ? id : undefined;
  },

  holdsKey: (secret) => !CREDENTIALS.test(secret),

  async find({ id, secret, load }) {
    const [, client, password, environment] = CREDENTIALS.exec(secret) ?? [];
    if (environment === undefined) return undefined;
    const answer = await load(`https://${environment}.plaid.com/webhook_verification_key/get`, {
      body: { client_id: client, secret: password, key_id: id },
    });
    const found = parseJson(answer ?? '');
    const key = isJsonObject(found) ? found['key'] : undefined;
    return isJsonObject(key) && key['kid'] === id ? JSON.stringify(key) : undefined;
  },
};
