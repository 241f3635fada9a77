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

/** Whoever sends a request has each of them tried, if it does not say which one signed. */
export const MOST_KEYS_IN_SET = 20;

const known = new Map<string, readonly NamedKey[]>();

/**
 * The public keys in a secret, from what providers show of them: PEM (line breaks may be spelled `\n`, as environment files
 * have them), the SPKI form in base64, a JSON Web Key, a set of those, or for Ed25519 the 32 bytes in hex or base64. Reading
 * a key takes longer than a verification, so each is read once.
 * @throws {Error} if the text holds no key of this kind.
 */
export function publicKeysOf(text: string, kind: PublicKeySignature['key']): readonly NamedKey[] {
  const name = `${kind} ${text}`;
  const read = known.get(name);
  if (read !== undefined) return read;
  const all = isWrittenAsJson(text) ? jsonWebKeys(text) : [{ key: spkiKey(text, kind), id: undefined }];
  const named = all.filter(({ key }) => isOfKind(key, kind));
  if (named.length === 0) throw new Error(`It is not a public key of the kind ${kind}.`);
  if (known.size >= MOST_KEYS) known.clear();
  known.set(name, named);
  return named;
}

/** Whether a key is written as a JSON Web Key, or as a set of them. */
export function isWrittenAsJson(text: string): boolean {
  return text.trimStart().startsWith('{');
}

/** Of these keys, those that a request with this key id can be signed with. */
export function keysFor(id: string | undefined, keys: readonly NamedKey[]): readonly NamedKey[] {
  return keys.filter((one) => one.id === undefined || id === undefined || one.id === id);
}

/** One JSON Web Key, or those of a set (RFC 7517, section 5) that Node can read. */
function jsonWebKeys(text: string): readonly NamedKey[] {
  const json = parseJson(text);
  const set = isJsonObject(json) ? json['keys'] : undefined;
  if (!Array.isArray(set)) return [jsonWebKey(json)];
  if (set.length > MOST_KEYS_IN_SET) throw new Error(`It is a set of more than ${MOST_KEYS_IN_SET} keys.`);
  return set.filter((one) => isSupported(one)).map((one) => jsonWebKey(one));
}

/** A set may hold keys for other purposes, too. A private one is refused all the same. */
function isSupported(jwk: unknown): boolean {
  return isJsonObject(jwk) && (jwk['kty'] === 'EC' || jwk['kty'] === 'RSA' || jwk['kty'] === 'OKP');
}

function jsonWebKey(jwk: unknown): NamedKey {
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

/** Whether a key is of a kind, and long enough. */
export function isOfKind(key: KeyObject, kind: PublicKeySignature['key']): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (kind === 'ed25519') return type === 'ed25519';
  if (kind === 'p256') return type === 'ec' && details?.namedCurve === 'prime256v1';
  return type === 'rsa' && (details?.modulusLength ?? 0) >= MIN_MODULUS_BITS;
}

/** A private key: PKCS #8 in base64, PEM, or a JSON Web Key. @throws {Error} for anything else. */
export function privateKeyOf(text: string): KeyObject {
  const json = isWrittenAsJson(text) ? parseJson(text) : undefined;
  if (isJsonObject(json)) return createPrivateKey({ key: json, format: 'jwk' });
  if (text.includes('-----BEGIN ')) return createPrivateKey(text.replaceAll(String.raw`\n`, '\n'));
  return createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
}
