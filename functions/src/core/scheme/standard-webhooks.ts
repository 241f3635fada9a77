import type { RawWebhook } from './raw-webhook.ts';
import { macMatches } from './mac.ts';
import {
  firstThatVerifies,
  headerOf,
  requireHeader,
  requireUtf8,
  requireWithinWindow,
  unreadable,
} from './verification.ts';

/**
 * The scheme of Standard Webhooks, which Svix and all who send through it share: HMAC-SHA256 in base64 over
 * `id.timestamp.body`, any number of signatures in one header, a time in Unix seconds.
 *
 * It is checked with node:crypto and not with the `standardwebhooks` package, which hashes in JavaScript
 * (16 times slower) and decodes the body leniently first, so that different bytes share a signature. The
 * package is what the tests compare with.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */

/** Names of the three headers that carry a signature. */
export interface SignatureHeaders {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
}

export const WEBHOOK_HEADERS: SignatureHeaders = {
  id: 'webhook-id',
  timestamp: 'webhook-timestamp',
  signature: 'webhook-signature',
};

/** What Svix called them before there was a standard. */
export const SVIX_HEADERS: SignatureHeaders = {
  id: 'svix-id',
  timestamp: 'svix-timestamp',
  signature: 'svix-signature',
};

/** The window that the specification's libraries keep, on either side. */
export const STANDARD_TOLERANCE_SECONDS = 300;

/** What the headers of a request tell. */
export interface SignedHeaders {
  /** Id of the message: signed, and the same for every attempt at delivering it. */
  readonly id: string;
  /** When this attempt was signed. */
  readonly time: Date;
}

/** A request that was proven authentic. */
export interface StandardWebhook {
  /** Index of the secret that verified it. */
  readonly secret: number;
  readonly signedId: string;
  readonly signedAt: Date;
}

/** What a request is verified against. */
export interface StandardCheck {
  readonly provider: string;
  readonly headers: SignatureHeaders;
  readonly secrets: readonly string[];
  readonly now: Date;
  readonly limits: { readonly toleranceSeconds: number };
}

/**
 * Proves that a request is authentic.
 *
 * An id with dots is taken, as the specification's libraries do: `a.b` and `c` sign alike as `a` and `b.c`.
 * Nobody gains by it, since both bodies would have to be JSON objects: the second begins inside a string
 * of the first, so one of them has an odd number of quotes.
 * @throws {IntegrationError} `bad-webhook-request` or `bad-signature`
 */
export function verifyStandardWebhook(request: RawWebhook, check: StandardCheck): StandardWebhook {
  const { provider, headers, now, limits } = check;
  const id = requireHeader(provider, request, headers.id);
  const timestamp = requireHeader(provider, request, headers.timestamp);
  const signatures = signaturesIn(requireHeader(provider, request, headers.signature));
  requireUtf8(provider, request);
  const time = { seconds: secondsOf(timestamp), place: `header ${headers.timestamp}`, part: 'time in Unix seconds' };
  requireWithinWindow(provider, time, now, limits.toleranceSeconds);
  if (signatures.length === 0) throw unreadable(provider, `header ${headers.signature}`, 'v1,');
  const secret = firstThatVerifies(provider, check.secrets, (candidate) => {
    const key = keyOf(candidate);
    const parts = [`${id}.${timestamp}.`, request.rawBody];
    return key !== undefined && macMatches({ hash: 'sha256', encoding: 'base64', key, parts }, signatures);
  });
  return { secret, signedId: id, signedAt: new Date(time.seconds * 1000) };
}

/** The id and the time of a request that was verified. @throws {IntegrationError} `bad-webhook-request` if it has none. */
export function signedHeadersOf(provider: string, request: RawWebhook, headers: SignatureHeaders): SignedHeaders {
  const id = requireHeader(provider, request, headers.id);
  const seconds = secondsOf(requireHeader(provider, request, headers.timestamp));
  return { id, time: new Date(seconds * 1000) };
}

/** Whether a request carries all three headers of a family. */
export function isSignedWith(request: RawWebhook, headers: SignatureHeaders): boolean {
  return Object.values(headers).every((name: string) => headerOf(request, name) !== undefined);
}

/** Says what is wrong with a secret of this scheme, in half a sentence. */
export function checkStandardSecret(secret: string): string | undefined {
  return keyOf(secret) === undefined
    ? 'is not a valid signing secret: expected base64, with or without a whsec_ prefix; copy it from the page of the endpoint'
    : undefined;
}

/** The key in a secret: base64 behind an optional `whsec_`. Node's decoder would also take what is none. */
function keyOf(secret: string): Buffer | undefined {
  const base64 = secret
    .trim()
    .replace(/^whsec_/, '')
    .replace(/={0,2}$/, '');
  const key = Buffer.from(base64, 'base64');
  return key.length > 0 && key.toString('base64').replace(/={0,2}$/, '') === base64 ? key : undefined;
}

/** NaN if it is not a whole number of seconds. */
function secondsOf(timestamp: string): number {
  return /^[1-9]\d{0,14}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
}

/** The signatures of version 1: `v1,<base64> v1,<base64>`. A header sent twice comes joined with a comma. */
function signaturesIn(header: string): readonly string[] {
  return header.split(' ').flatMap((item) => {
    const [version, signature] = item.split(',');
    return version === 'v1' && signature !== undefined && signature !== '' ? [signature] : [];
  });
}
