import { createPublicKey, type KeyObject } from 'node:crypto';

const keys = new Map<string, KeyObject>();

/**
 * The public key of SendGrid's settings: base64 of its SPKI form in one line, or the same as PEM. Each is read
 * once: reading takes longer than a verification with it.
 * @throws {Error} where it is no key of the curve P-256.
 */
export function publicKeyOf(text: string): KeyObject {
  const known = keys.get(text);
  if (known !== undefined) return known;
  const base64 = text.replaceAll(/-----(BEGIN|END) PUBLIC KEY-----|\s/g, '');
  const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('It is no key of the curve P-256.');
  keys.set(text, key);
  return key;
}

/** Half a sentence on what is wrong with a configured key; undefined when it is one. */
export function faultOf(text: string): string | undefined {
  try {
    publicKeyOf(text);
    return undefined;
  } catch {
    return 'is no public key of SendGrid; copy the verification key from Settings, Mail Settings, Event Webhooks';
  }
}
