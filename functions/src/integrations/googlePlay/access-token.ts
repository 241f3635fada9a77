import { isJsonObject, isText, parseJson } from '../../core/event/json.ts';
import type { TokenRequest } from '../../core/logic/access-token.ts';
import { askApi, type ApiCall } from '../../core/logic/api-request.ts';
import { signedToken } from '../../core/scheme/json-web-signature.ts';
import { privateKeyOf } from '../../core/scheme/keys.ts';

const SCOPE = 'https://www.googleapis.com/auth/androidpublisher';

/** Where Google makes a token of a signed assertion. */
const TOKENS = new URL('https://oauth2.googleapis.com/token');
/** Where Google tells a function the token of its own account. @see https://cloud.google.com/run/docs/container-contract#metadata-server */
const METADATA = new URL(
  `http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token?scopes=${SCOPE}`,
);

const LIFETIME_SECONDS = 3_600;

/** A service account, and the key that it signs with. */
interface ServiceAccount {
  readonly email: string;
  /** PKCS #8 in base64. */
  readonly key: string;
  readonly keyId: string;
}

/** The account in a key file; undefined for any other text. */
export function serviceAccountIn(text: string): ServiceAccount | undefined {
  const file = parseJson(text);
  const { client_email: email, private_key: pem, private_key_id: keyId } = isJsonObject(file) ? file : {};
  if (!isText(email) || !isText(pem) || !isText(keyId)) return undefined;
  return { email, key: pem.replaceAll(/-----[A-Z ]+-----|\s/g, ''), keyId };
}

/**
 * Exchanges an assertion that the account signs.
 * @see https://developers.google.com/identity/protocols/oauth2/service-account#httprest
 */
export function keyedToken({ email, key, keyId }: ServiceAccount, url = TOKENS): TokenRequest {
  const privateKey = privateKeyOf(key);
  return (signal) => {
    const iat = Math.floor(Date.now() / 1000);
    const claims = { iss: email, scope: SCOPE, aud: TOKENS.href, iat, exp: iat + LIFETIME_SECONDS };
    const assertion = signedToken({ alg: 'RS256', typ: 'JWT', kid: keyId }, JSON.stringify(claims), privateKey);
    return asked(url, { form: { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion } }, signal);
  };
}

/** Asks the machine for the token of the account that it runs as. */
export function ownToken(url = METADATA): TokenRequest {
  return (signal) => asked(url, { headers: { 'metadata-flavor': 'Google' } }, signal);
}

async function asked(url: URL, call: ApiCall, signal: AbortSignal): Promise<unknown> {
  return (await askApi('googlePlay', url, call, { signal })).json;
}
