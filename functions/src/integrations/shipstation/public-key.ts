import { createPublicKey, type KeyObject } from 'node:crypto';

const keys = new Map<string, KeyObject>();
/** Keys are few, and rotated once in a while. */
const MOST_KEYS = 100;
/** What NIST takes for the least that is still safe. */
const MIN_MODULUS_BITS = 2_048;

/**
 * A public RSA key from PEM, read once: reading takes longer than a verification with it. Line breaks may be
 * spelled `\n`, as environment files have it.
 * @throws {Error} where it is no RSA key of 2,048 bits or more.
 */
export function publicKeyOf(pem: string): KeyObject {
  const known = keys.get(pem);
  if (known !== undefined) return known;
  const key = createPublicKey(pem.replaceAll(String.raw`\n`, '\n'));
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_MODULUS_BITS) {
    throw new Error('It is no RSA key of 2,048 bits or more.');
  }
  if (keys.size >= MOST_KEYS) keys.clear();
  keys.set(pem, key);
  return key;
}

/** Half a sentence on what is wrong with a configured key; undefined when it is one. */
export function faultOf(pem: string): string | undefined {
  try {
    publicKeyOf(pem);
    return undefined;
  } catch {
    return 'is no public RSA key in PEM of 2,048 bits or more; better leave it out and set SHIPSTATION_KEYS_URL';
  }
}
