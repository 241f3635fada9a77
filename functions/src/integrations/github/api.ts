import type { ListingApi } from '../../core/recover/listing-api.ts';
import type { Token } from '../../core/logic/token.ts';
import { signedToken } from '../../core/scheme/json-web-signature.ts';
import { privateKeyOf } from '../../core/scheme/keys.ts';

export const API = 'https://api.github.com';
export const PAGE_SIZE = 100;
const TOKEN_SECONDS = 540;

/**
 * What an app shows in place of a token.
 * @param key Its private key in PEM; in a variable, `\n` may stand for the ends of its lines.
 * @see https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
function appToken(id: string, key: string): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iat: now - 60, exp: now + TOKEN_SECONDS, iss: id };
  return signedToken({ alg: 'RS256', typ: 'JWT' }, JSON.stringify(claims), privateKeyOf(key));
}

/** What a request carries. @param app The id of the app, if the request is about the app itself, which signs with its private key. */
export async function headersFor(api: ListingApi, app?: Token<string>): Promise<Readonly<Record<string, string>>> {
  const key = await api.key();
  const token = app === undefined ? key : appToken(await api.use(app), key);
  return {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'x-github-api-version': '2022-11-28',
  };
}
