import type { ListingApi } from '../../core/recover/listing-api.ts';
import { setting } from '../../core/logic/setting.ts';
import { signedToken } from '../../core/scheme/json-web-signature.ts';
import { privateKeyOf } from '../../core/scheme/keys.ts';

export const API = 'https://api.github.com';
export const PAGE_SIZE = 100;
const TOKEN_SECONDS = 540;

const appId = setting('GITHUB_APP_ID');

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

/** What a request carries. @param isApp Whether it is about the app itself, which signs with its private key. */
export async function headersFor(isApp: boolean, api: ListingApi): Promise<Readonly<Record<string, string>>> {
  const key = await api.key();
  const token = isApp ? appToken(await api.use(appId), key) : key;
  return {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'x-github-api-version': '2022-11-28',
  };
}
