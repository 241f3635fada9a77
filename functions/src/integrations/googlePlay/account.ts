import { LOCAL_TRUST } from '../../core/config/secret-forms.ts';
import { publicKeysOf, type NamedKey } from '../../core/scheme/keys.ts';

/** How a secret is written: the address of a service account. A key in front of it is for samples only. */
export const ACCOUNT_FORM =
  /^(?:local-testing:[\w-]{100,4000}:)?[a-z0-9][a-z0-9-]{0,62}@[a-z0-9.-]{1,200}\.gserviceaccount\.com$/;

/** Whose tokens are accepted, and the key that signs them. */
export interface Account {
  readonly email: string;
  readonly key: NamedKey;
}

const WITH_OWN_KEY = /^local-testing:(?<key>[\w-]+):(?<email>.+)$/;

/**
 * An account with the key to check: `<email> <PEM>` for one of Google's keys, as core joins them, or
 * `local-testing:<JSON Web Key>:<email>`, which deployed functions refuse.
 * @returns undefined for an account without a key.
 * @throws {Error} if the key cannot be read.
 */
export function accountOf(secret: string): Account | undefined {
  const { key, email } = WITH_OWN_KEY.exec(secret)?.groups ?? {};
  if (key !== undefined && email !== undefined) {
    return { email, key: keyIn(Buffer.from(key, 'base64url').toString()) };
  }
  const space = secret.indexOf(' ');
  return space === -1 ? undefined : { email: secret.slice(0, space), key: keyIn(secret.slice(space + 1)) };
}

function keyIn(text: string): NamedKey {
  const [first, ...others] = publicKeysOf(text, 'rsa');
  if (first === undefined || others.length > 0) throw new Error('It is not one key.');
  return first;
}

/** The secret that trusts a self-made key. For samples and tests. @param jwk A JSON Web Key. */
export function locallyTrusted(jwk: string, email: string): string {
  return `${LOCAL_TRUST}${Buffer.from(jwk).toString('base64url')}:${email}`;
}
