import { createHash, timingSafeEqual } from 'node:crypto';
import { IntegrationError } from '../event/errors.ts';
import { decodeUtf8, parseJson } from '../event/json.ts';
import type { RawWebhook } from './integration.ts';

/** The building blocks that integrations verify with. Every failure is an {@link IntegrationError}. */

/** One header as text; undefined when it is absent or empty. A header that was sent twice comes joined, as Node does it. */
export function headerOf(request: RawWebhook, name: string): string | undefined {
  const value = request.headers[name];
  const text = Array.isArray(value) ? value.join(', ') : value;
  return text === '' ? undefined : text;
}

/** A header that has to be there. @throws {IntegrationError} `bad-webhook-request` */
export function requireHeader(provider: string, request: RawWebhook, name: string): string {
  const value = headerOf(request, name);
  if (value !== undefined) return value;
  throw new IntegrationError(
    provider,
    'bad-webhook-request',
    `The header ${name} is missing; send the request as ${provider} signed it.`,
  );
}

/** The body as text, refused before any hash where its bytes are not exactly text. @throws {IntegrationError} `bad-webhook-request` */
export function requireText(provider: string, request: RawWebhook): string {
  const text = decodeUtf8(request.rawBody);
  if (text !== undefined) return text;
  throw new IntegrationError(
    provider,
    'bad-webhook-request',
    'The body is not plain UTF-8 (a byte order mark counts as none); send the bytes that were signed.',
  );
}

/** The body as JSON, parsed once. Its cause is not kept: it would quote the payload. @throws {IntegrationError} `bad-webhook-request` */
export function requireJson(provider: string, text: string): unknown {
  const value = parseJson(text);
  if (value !== undefined) return value;
  throw new IntegrationError(
    provider,
    'bad-webhook-request',
    'The body is no JSON of bounded depth; send the event as the provider printed it.',
  );
}

/** The error of a body that is authentic but no event. */
export function notAnEvent(provider: string, missing: string): IntegrationError {
  return new IntegrationError(
    provider,
    'bad-webhook-request',
    `The body is signed but is no event of ${provider}: ${missing}.`,
  );
}

/**
 * The events of a request that carries a list of them. One that is none refuses the request: the provider sends a
 * list again as a whole, so a part of it must not be taken for all of it.
 * @param missing What an event needs, as half a sentence.
 * @throws {IntegrationError} `bad-webhook-request`
 */
export function requireBatch<Native>(
  provider: string,
  value: unknown,
  isEvent: (element: unknown) => element is Native,
  missing: string,
): readonly Native[] {
  if (!Array.isArray(value) || value.length === 0) throw notAnEvent(provider, 'it needs to be a list of events');
  const elements: readonly unknown[] = value;
  return elements.map((element) => {
    if (isEvent(element)) return element;
    throw notAnEvent(provider, missing);
  });
}

/** The error of a signature that no secret verifies. It says the same for every cause, so that it teaches a forger nothing. */
export function badSignature(provider: string, options?: { cause?: unknown }): IntegrationError {
  return new IntegrationError(
    provider,
    'bad-signature',
    'No configured secret verifies the signature; check that the webhook secret is that of this endpoint and that no proxy changes the body.',
    options,
  );
}

/** Refuses a signed time outside the window, on either side. @param seconds Unix time. @throws {IntegrationError} `bad-signature` */
export function requireWithinWindow(provider: string, seconds: number, now: Date, toleranceSeconds: number): void {
  // Floored, as the official verifiers do it: the edge of the window belongs to it.
  const age = Math.floor(now.getTime() / 1000) - seconds;
  if (Number.isFinite(age) && Math.abs(age) <= toleranceSeconds) return;
  throw new IntegrationError(
    provider,
    'bad-signature',
    `The signed time is more than ${toleranceSeconds} s away from ours; check the clock, or send the event anew.`,
  );
}

/**
 * Unix seconds of a time that is signed as text, RFC 3339 in UTC: `2026-11-23T12:00:00.000Z`.
 * @returns NaN, which is outside every window, for any other spelling: an exact one cannot run into the body
 * behind it, where both are signed as one text.
 */
export function utcSecondsOf(text: string): number {
  return EXACT_UTC.test(text) ? Date.parse(text) / 1000 : Number.NaN;
}

const EXACT_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;

/** The index of the first secret that verifies. Every secret is tried, by a check that returns false or throws. */
export function firstThatVerifies(
  provider: string,
  secrets: readonly string[],
  verifies: (secret: string) => boolean,
): number {
  let cause: unknown;
  for (const [index, secret] of secrets.entries()) {
    if (isBlank(secret)) continue;
    try {
      if (verifies(secret)) return index;
    } catch (thrown) {
      cause = thrown;
    }
  }
  throw badSignature(provider, cause === undefined ? undefined : { cause });
}

/** {@link firstThatVerifies} for checks that answer later. */
export async function firstThatVerifiesAsync(
  provider: string,
  secrets: readonly string[],
  verifies: (secret: string) => Promise<boolean>,
): Promise<number> {
  let cause: unknown;
  for (const [index, secret] of secrets.entries()) {
    if (isBlank(secret)) continue;
    try {
      if (await verifies(secret)) return index;
    } catch (thrown) {
      cause = thrown;
    }
  }
  throw badSignature(provider, cause === undefined ? undefined : { cause });
}

/** A blank key would verify whatever a forger signs with a blank key. */
function isBlank(secret: string): boolean {
  return secret.trim() === '';
}

/** Compares two texts in time that depends on neither's content nor length. */
export function safeEqual(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
