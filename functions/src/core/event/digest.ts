import { createHash } from 'node:crypto';

/**
 * A digest that stands for an id: SHA-256 in base64url, 43 characters. The same bytes have the same digest, so an
 * event that a provider sends again keeps its id.
 * @param parts Texts (as UTF-8) and bytes, as they follow each other.
 */
export function digestOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('base64url');
}

/**
 * An id that a request names in an unsigned header, bound to what is signed: whoever repeats a captured request under
 * the id of another event does not stand in that event's way.
 * @param named The id in the header.
 * @param signed The signed body.
 */
export function boundId(named: string, signed: string | Uint8Array): string {
  return `${named}:${digestOf(signed)}`;
}
