import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Encoding, Hmac } from './scheme.ts';

/** What was signed with what. */
export interface MacInput {
  readonly hash: Hmac['hash'];
  readonly encoding: Encoding;
  readonly key: string | Uint8Array;
  /** The signed bytes, as they follow each other without a separator. */
  readonly parts: readonly (string | Uint8Array)[];
}

/** The signature of these parts. */
export function macOf({ hash, encoding, key, parts }: MacInput): string {
  const mac = createHmac(hash, key);
  for (const part of parts) mac.update(part);
  return mac.digest(spellingOf(encoding));
}

/**
 * Whether one of the signatures is the right one. They are compared as text: a decoder would take what follows a
 * signature, or another spelling of it, for the same.
 */
export function macMatches(input: MacInput, signatures: readonly string[]): boolean {
  const expected = Buffer.from(macOf(input));
  return signatures.some((signature) => isSame(Buffer.from(comparable(signature, input.encoding)), expected));
}

/** The length of a signature is public; which of its characters are wrong must not show in the time this takes. */
function isSame(given: Buffer, expected: Buffer): boolean {
  return given.byteLength === expected.byteLength && timingSafeEqual(given, expected);
}

function comparable(signature: string, encoding: Encoding): string {
  if (encoding === 'hex:any-case') return signature.toLowerCase();
  return encoding === 'base64:decoded' ? Buffer.from(signature, 'base64').toString('base64') : signature;
}

/** An encoding as Node names it. */
export function spellingOf(encoding: Encoding): 'hex' | 'base64' | 'base64url' {
  if (encoding === 'hex:any-case') return 'hex';
  return encoding === 'base64:decoded' ? 'base64' : encoding;
}
