import { isJsonObject, parseJson } from '../../core/event/json.ts';
import { isSignedWith, parseToken, signedToken, type ParsedToken } from '../../core/scheme/json-web-signature.ts';
import { privateKeyOf } from '../../core/scheme/keys.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { custom } from '../../core/scheme/schemes.ts';
import { headerOf } from '../../core/scheme/verification.ts';
import { accountOf } from './account.ts';
import { wrapped } from './push.ts';

/** Seconds that Google's clock may differ from ours, as in Google's own verifier. */
const LEEWAY_SECONDS = 300;
/** The longest life of a token, as in Google's own verifier. */
const MAX_LIFETIME_SECONDS = 86_400;
const ISSUERS: readonly unknown[] = ['https://accounts.google.com', 'accounts.google.com'];

/**
 * A token from Google names the service account that sends, and the URL. It does not cover the body. Anyone can have
 * Google sign a token for our URL, in the name of their own account: what counts is the account.
 * @see https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
 */
export const scheme = /* @__PURE__ */ custom({
  headers: { authorization: 'Bearer {token}' },
  says: 'URL and account, as a JWT by Google’s keys; not the body',
  covers: ['url'],

  verifies({ url, headers, now }, secret) {
    const account = accountOf(secret);
    const token = tokenIn(headers['authorization']);
    if (account === undefined || token === undefined || !isSignedBy(account.key, token)) return false;
    const { aud, iss, email, email_verified: isVerified } = token.claims;
    const isOurs = aud === url && ISSUERS.includes(iss) && email === account.email && isVerified === true;
    return isOurs && isCurrent(token.claims, now);
  },

  signs: ({ url, now }, signing) => ({ authorization: `Bearer ${sampleToken(url, now, signing)}` }),
  signsInBody: ({ text, id, now }) => wrapped(text, id, now),
});

/** The id of the key that a request's token names. */
export function keyIdOf(request: RawWebhook): string | undefined {
  const id = tokenIn(headerOf(request, 'authorization'))?.header['kid'];
  return typeof id === 'string' ? id : undefined;
}

function tokenIn(header: string | undefined): ParsedToken | undefined {
  const [, token] = /^Bearer ([^\s]+)$/.exec(header ?? '') ?? [];
  return token === undefined ? undefined : parseToken(token);
}

function isSignedBy({ key, id }: NonNullable<ReturnType<typeof accountOf>>['key'], token: ParsedToken): boolean {
  const { header } = token;
  if (header['alg'] !== 'RS256' || header['crit'] !== undefined) return false;
  if (id !== undefined && id !== header['kid']) return false;
  return isSignedWith(key, token);
}

function isCurrent({ iat, exp }: ParsedToken['claims'], now: Date): boolean {
  const seconds = Math.floor(now.getTime() / 1000);
  const [issued, expires] = [secondsOf(iat), secondsOf(exp)];
  return (
    seconds >= issued - LEEWAY_SECONDS &&
    seconds <= expires + LEEWAY_SECONDS &&
    expires - issued <= MAX_LIFETIME_SECONDS
  );
}

/** NaN, for which every comparison is false, if the claim is missing. */
function secondsOf(claim: unknown): number {
  if (typeof claim === 'number') return claim;
  return typeof claim === 'string' && /^\d{1,15}$/.test(claim) ? Number(claim) : Number.NaN;
}

/** What a sample is signed with, in JSON. */
export interface SigningKey {
  readonly email: string;
  /** PKCS #8 in base64. */
  readonly key: string;
  readonly kid: string;
}

const SAMPLE_LIFETIME_SECONDS = 3_600;

function sampleToken(url: string, now: Date, signing: string): string {
  const { email, key, kid } = signingKeyIn(signing);
  const iat = Math.floor(now.getTime() / 1000);
  const claims = {
    aud: url,
    azp: '100000000000000000001',
    email,
    email_verified: true,
    exp: iat + SAMPLE_LIFETIME_SECONDS,
    iat,
    iss: 'https://accounts.google.com',
    sub: '100000000000000000001',
  };
  return signedToken({ alg: 'RS256', kid, typ: 'JWT' }, JSON.stringify(claims), privateKeyOf(key));
}

/** @throws {TypeError} for any other text, such as the account that an operator configures. */
function signingKeyIn(text: string): SigningKey {
  const value = parseJson(text);
  const { email, key, kid } = isJsonObject(value) ? value : {};
  if (typeof email === 'string' && typeof key === 'string' && typeof kid === 'string') return { email, key, kid };
  throw new TypeError('Only Google can sign for its accounts.');
}
