import { createHash } from 'node:crypto';

/** Texts (as UTF-8) and bytes, one after the other. */
type Parts = readonly (string | Uint8Array)[];

/**
 * A digest that serves as an id: SHA-256 in base64url, 43 characters. The same bytes have the same digest, so an event
 * that a provider sends again keeps its id.
 */
export function digestOf(...parts: Parts): string {
  return sha256(parts).digest('base64url');
}

/**
 * SHA-256 as 64 hex digits, for ids of records and documents: of a text that is too long for an id, or that no id may
 * reveal.
 */
export function hexDigestOf(...parts: Parts): string {
  return sha256(parts).digest('hex');
}

/**
 * An id that a request names in an unsigned header, bound to what is signed: if someone repeats a captured request under
 * the id of another event, that event is still accepted.
 * @param named The id in the header.
 * @param signed The signed body.
 */
export function boundId(named: string, signed: string | Uint8Array): string {
  return `${named}:${digestOf(signed)}`;
}

function sha256(parts: Parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash;
}
