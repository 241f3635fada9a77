import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { isJsonObject, parseJson } from '../event/json.ts';
import type { KeyForm, PublicKeySignature } from './scheme.ts';

/** The key of an HMAC in a secret; undefined if the secret is not written in that form. */
export function hmacKeyOf(secret: string, form: KeyForm): string | Buffer | undefined {
  switch (form) {
    case 'text':
      return secret;
    case 'nfkd':
      return secret.normalize('NFKD');
    case 'hex':
      return decoded(secret, 'hex');
    case 'base64':
      return decoded(secret, 'base64');
    case 'whsec':
      return decoded(secret.trim().replace(/^(?:v1,)?whsec_/, ''), 'base64');
  }
}

/** Node's decoders stop at what they do not understand, and an empty key would let anyone in. */
function decoded(text: string, encoding: 'hex' | 'base64'): Buffer | undefined {
  const canonical = encoding === 'hex' ? text.toLowerCase() : unpadded(text);
  const key = Buffer.from(canonical, encoding);
  return key.length > 0 && unpadded(key.toString(encoding)) === canonical ? key : undefined;
}

function unpadded(base64: string): string {
  return base64.replace(/={1,2}$/, '');
}

/** What DER puts in front of a bare Ed25519 key (RFC 8410, section 4). */
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const ED25519_BYTES = 32;
/** The least that is still safe (NIST SP 800-131A). */
const MIN_MODULUS_BITS = 2_048;
const MOST_KEYS = 100;

/** A public key, and its id if it is a JSON Web Key that has one. */
export interface NamedKey {
  readonly key: KeyObject;
  readonly id: string | undefined;
}

const keys = new Map<string, NamedKey>();

/**
 * A public key from what providers show of it: PEM (line breaks may be spelled `\n`, as environment files have them),
 * its SPKI form in base64, a JSON Web Key, or for Ed25519 its 32 bytes in hex or base64. Reading a key takes longer than
 * a verification, so each is read once.
 * @throws {Error} if it is not a key of that kind.
 */
export function publicKeyOf(text: string, kind: PublicKeySignature['key']): NamedKey {
  const name = `${kind} ${text}`;
  const known = keys.get(name);
  if (known !== undefined) return known;
  const named = text.trimStart().startsWith('{') ? jsonWebKey(text) : { key: spkiKey(text, kind), id: undefined };
  if (!isOfKind(named.key, kind)) throw new Error(`It is not a public key of the kind ${kind}.`);
  if (keys.size >= MOST_KEYS) keys.clear();
  keys.set(name, named);
  return named;
}

function jsonWebKey(text: string): NamedKey {
  const jwk = parseJson(text);
  if (!isJsonObject(jwk) || 'd' in jwk) throw new Error('It is not a public JSON Web Key.');
  return {
    key: createPublicKey({ key: jwk, format: 'jwk' }),
    id: typeof jwk['kid'] === 'string' ? jwk['kid'] : undefined,
  };
}

function spkiKey(text: string, kind: PublicKeySignature['key']): KeyObject {
  const bare = text.replaceAll(String.raw`\n`, '').replaceAll(/-----(?:BEGIN|END) PUBLIC KEY-----|\s/g, '');
  const bytes = Buffer.from(bare, /^[0-9a-f]{64}$/i.test(bare) ? 'hex' : 'base64');
  const der = kind === 'ed25519' && bytes.length === ED25519_BYTES ? Buffer.concat([ED25519_SPKI, bytes]) : bytes;
  return createPublicKey({ key: der, format: 'der', type: 'spki' });
}

function isOfKind(key: KeyObject, kind: PublicKeySignature['key']): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (kind === 'ed25519') return type === 'ed25519';
  if (kind === 'p256') return type === 'ec' && details?.namedCurve === 'prime256v1';
  return type === 'rsa' && (details?.modulusLength ?? 0) >= MIN_MODULUS_BITS;
}

/** The private key of a sample's secret: PKCS #8 in base64. */
export function privateKeyOf(base64: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'pkcs8' });
}
