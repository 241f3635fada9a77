import { verify as verifySignature } from 'node:crypto';
import { isJsonObject, parseJson } from '../event/json.ts';
import { parseToken, type ParsedToken } from './json-web-signature.ts';
import type { RawWebhook } from './raw-webhook.ts';
import { signedUrls } from './signed-urls.ts';
import { badSignature, firstThatVerifies, requireUtf8, requireWithinWindow } from './verification.ts';
import { SchemeHeaders, valueIn } from './headers.ts';
import { publicKeysOf } from './keys.ts';
import { macMatches } from './mac.ts';
import type { Check, Prover } from './proof.ts';
import type { Token, TokenAlgorithm } from './scheme.ts';
import { bytesOf, fill, gapsOf, hasGap, templateOf, type Template } from './template.ts';

type Claims = ParsedToken['claims'];

/** Proves requests by the token that comes with them: its signature, its times, and that its claims fit the request. */
export function tokenProver(scheme: Token): Prover {
  const headers = new SchemeHeaders(scheme.headers);
  const wanted = Object.entries(scheme.claims).map(([name, claim]) => ({ name, template: templateOf(claim) }));
  const coversUrl = wanted.some(({ template }) => hasGap(template, 'url'));

  return (check) => {
    const { provider, request, secrets } = check;
    const [read] = headers.read(provider, request);
    requireUtf8(provider, request);
    const token = parseToken(valueIn(read, 'token') ?? '');
    const algorithm = scheme.algorithms.find((one) => one === token?.header['alg']);
    // An extension that is marked as critical has to be understood (RFC 7515, section 4.1.11), and none is.
    if (token === undefined || algorithm === undefined || token.header['crit'] !== undefined)
      throw badSignature(provider);
    const secret = firstThatVerifies(
      provider,
      secrets,
      (key) => !hasExpired(scheme, key, check.now) && verifies(algorithm, key, token),
    );
    requireTimes(scheme, check, token.claims);
    const urls = coversUrl ? signedUrls(provider, request) : [''];
    const fits = urls.some((url) => wanted.every((claim) => isClaimed(scheme, claim, token.claims, request, url)));
    const isComplete = (scheme.requires ?? []).every((name) => token.claims[name] !== undefined);
    if (!fits || !isComplete) throw badSignature(provider);
    const { iat } = token.claims;
    // Without a window, a token may be of any age.
    const isTimed = scheme.window !== undefined && typeof iat === 'number';
    return { secret, read, ...(isTimed && { signedAt: new Date(iat * 1000) }) };
  };
}

/** Whether a key is one that its provider has retired. A key that does not say so is in use. */
function hasExpired({ keyExpires }: Token, secret: string, now: Date): boolean {
  const jwk = keyExpires === undefined || !secret.trimStart().startsWith('{') ? undefined : parseJson(secret);
  const expires = isJsonObject(jwk) && keyExpires !== undefined ? (jwk[keyExpires] ?? undefined) : undefined;
  return expires !== undefined && !(Number(expires) * 1000 > now.getTime());
}

const HASHES = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' } as const;

function verifies(algorithm: TokenAlgorithm, secret: string, { header, signed, signature }: ParsedToken): boolean {
  if (algorithm === 'ES256' || algorithm === 'RS256') {
    const keys = publicKeysOf(secret, algorithm === 'ES256' ? 'p256' : 'rsa');
    const bytes = Buffer.from(signature, 'base64url');
    return keys
      .filter(({ id }) => id === undefined || id === header['kid'])
      .some(({ key }) => verifySignature('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }, bytes));
  }
  // A public key is not a secret: anyone could sign with it as if it were one.
  if (secret.includes('-----BEGIN')) return false;
  return macMatches({ hash: HASHES[algorithm], encoding: 'base64url', key: secret, parts: [signed] }, [signature]);
}

/** @throws {IntegrationError} `bad-signature` outside the times of the token. */
function requireTimes(
  { leeway, window, ahead, lifetime }: Token,
  { provider, now, window: configured }: Check,
  claims: Claims,
): void {
  const seconds = now.getTime() / 1000;
  const { exp, nbf, iat } = claims;
  for (const time of [exp, nbf, iat]) {
    if (time !== undefined && !(typeof time === 'number' && Number.isFinite(time))) throw badSignature(provider);
  }
  if (typeof exp === 'number' && seconds >= exp + leeway) throw badSignature(provider);
  if (typeof nbf === 'number' && seconds < nbf - leeway) throw badSignature(provider);
  if (window === undefined && typeof iat === 'number' && seconds < iat - Math.max(leeway, configured))
    throw badSignature(provider);
  if (window !== undefined) {
    const issued = { seconds: typeof iat === 'number' ? iat : Number.NaN, place: 'token', part: 'iat in Unix seconds' };
    requireWithinWindow(provider, issued, now, configured);
    const isAhead = ahead !== undefined && issued.seconds > seconds;
    if (isAhead) requireWithinWindow(provider, issued, now, Math.min(ahead, configured));
  }
  if (lifetime === undefined) return;
  const begins = typeof nbf === 'number' ? nbf : iat;
  if (typeof exp !== 'number' || typeof begins !== 'number' || exp - begins > lifetime) throw badSignature(provider);
}

function isClaimed(
  { withoutBody = [] }: Token,
  { name, template }: { readonly name: string; readonly template: Template },
  claims: Claims,
  { rawBody }: RawWebhook,
  url: string,
): boolean {
  const claim = claims[name];
  if (claim === undefined) return rawBody.byteLength === 0 && withoutBody.includes(name);
  const wanted = bytesOf(fill(template, (gap) => (gap === 'body' ? rawBody : url))).toString();
  const isAnyCase = gapsOf(template).some(({ filter }) => filter === 'sha256:any-case');
  return claim === wanted || (isAnyCase && typeof claim === 'string' && claim.toLowerCase() === wanted);
}
