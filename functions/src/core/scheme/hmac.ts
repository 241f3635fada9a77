import { createHmac, timingSafeEqual } from 'node:crypto';

/** Digests that providers sign with. SHA-1 is weak as a hash but sound in an HMAC. */
export type HmacAlgorithm = 'sha1' | 'sha256' | 'sha512';

/** How a signature is written. Base64 with padding. */
export type SignatureEncoding = 'hex' | 'base64';

/** What was signed with what. */
export interface HmacInput {
  readonly algorithm: HmacAlgorithm;
  readonly encoding: SignatureEncoding;
  readonly key: string | Uint8Array;
  /** The signed bytes, in order, as they follow each other without a separator. */
  readonly parts: readonly (string | Uint8Array)[];
}

/** The signature of a text or of bytes: lower-case hex, or base64. */
export function hmacOf({ algorithm, encoding, key, parts }: HmacInput): string {
  const hmac = createHmac(algorithm, key);
  for (const part of parts) hmac.update(part);
  return hmac.digest(encoding);
}

/**
 * Whether one of the signatures is the right one. They are compared as text, in constant time: a decoder would accept
 * a signature in another spelling, or with something behind it. The length is no secret, and comparing it first keeps
 * a header of a thousand signatures cheap.
 */
export function hmacMatches(input: HmacInput, signatures: readonly string[]): boolean {
  const expected = Buffer.from(hmacOf(input));
  return signatures.some((signature) => {
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
