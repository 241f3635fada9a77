import { isAscii } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import { IntegrationError } from '../event/errors.ts';
import { decodeUtf8, isPlainUtf8, parseJson } from '../event/json.ts';
import type { RawWebhook } from './raw-webhook.ts';

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

/**
 * Refuses a body that is not plain UTF-8. Call it before any hash, and decode the body only once its signature is
 * verified: a string takes up to twice the memory of its bytes, and anybody can send those.
 * @throws {IntegrationError} `bad-webhook-request`
 */
export function requireUtf8(provider: string, request: RawWebhook): void {
  if (!isPlainUtf8(request.rawBody)) throw notUtf8(provider);
}

/** Refuses a body that is not ASCII, before it is decoded. @throws {IntegrationError} `bad-webhook-request` */
export function requireAscii(provider: string, request: Pick<RawWebhook, 'rawBody'>): void {
  if (isAscii(request.rawBody)) return;
  throw new IntegrationError(
    provider,
    'bad-webhook-request',
    'The body has other characters than ASCII; send the form that was signed, in percent-encoding.',
  );
}

/** The body as text. @throws {IntegrationError} `bad-webhook-request` */
export function requireText(provider: string, request: Pick<RawWebhook, 'rawBody'>): string {
  const text = decodeUtf8(request.rawBody);
  if (text !== undefined) return text;
  throw notUtf8(provider);
}

/** The body as JSON. @throws {IntegrationError} `bad-webhook-request` */
export function requireJsonBody(provider: string, request: RawWebhook): unknown {
  return requireJson(provider, requireText(provider, request));
}

function notUtf8(provider: string): IntegrationError {
  return new IntegrationError(
    provider,
    'bad-webhook-request',
    'The body is not UTF-8 without a byte order mark; send the bytes that were signed.',
  );
}

/** Parses a text as JSON. The cause of a failure is dropped, since it would quote the payload. @throws {IntegrationError} `bad-webhook-request` */
export function requireJson(provider: string, text: string): unknown {
  const value = parseJson(text);
  if (value !== undefined) return value;
  throw new IntegrationError(
    provider,
    'bad-webhook-request',
    'The body is not JSON of limited depth; send the event as the provider printed it.',
  );
}

/** The error of a body that is authentic but no event. */
export function notAnEvent(provider: string, missing: string): IntegrationError {
  return new IntegrationError(
    provider,
    'bad-webhook-request',
    `The body is signed but is not an event of ${provider}: ${missing}.`,
  );
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

/**
 * The error of a request that has everything its scheme asks for, but not in the scheme's form. The form is public, so
 * naming the part that is wrong helps the sender and teaches a forger nothing.
 * @param place `header stripe-signature`, `body`
 * @param part `t=`, `time in Unix seconds`
 */
export function unreadable(provider: string, place: string, part: string): IntegrationError {
  return new IntegrationError(
    provider,
    'bad-signature',
    `The ${place} has no readable ${part}; send the request as ${provider} signed it.`,
  );
}

/** A signed time as it was read, and where it stands. */
export interface StatedTime {
  /** Unix time; NaN if it cannot be read. */
  readonly seconds: number;
  /** `header stripe-signature`, `body` */
  readonly place: string;
  /** `t=`, `time in Unix seconds` */
  readonly part: string;
}

/**
 * Refuses a signed time that cannot be read or lies outside the window, on either side.
 * @throws {IntegrationError} `bad-signature`, with its own sentence for each of the three.
 */
export function requireWithinWindow(
  provider: string,
  { seconds, place, part }: StatedTime,
  now: Date,
  toleranceSeconds: number,
): void {
  if (!Number.isFinite(seconds)) throw unreadable(provider, place, part);
  // Floored as in the official verifiers, so that the edge belongs to the window.
  const age = Math.floor(now.getTime() / 1000) - seconds;
  if (Math.abs(age) <= toleranceSeconds) return;
  const distance = Math.ceil(Math.abs(age));
  const sentence =
    age > 0
      ? `The request was signed ${distance} s ago, and ${toleranceSeconds} s is the limit; sign and send it again, or check the sender's clock.`
      : `The request was signed ${distance} s ahead of our clock, and ${toleranceSeconds} s is the limit; check the sender's clock.`;
  throw new IntegrationError(provider, 'bad-signature', sentence);
}

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

/** A blank key would verify whatever a forger signs with a blank key. */
function isBlank(secret: string): boolean {
  return secret.trim() === '';
}

/** Compares two texts in time that depends on neither's content nor length. */
export function safeEqual(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
