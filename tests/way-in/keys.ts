import type { KeyForm, Scheme, SingleScheme } from '../../functions/src/core/scheme/scheme.ts';
import { makeSecret, type KeyPair } from '../../functions/src/core/scheme/sign.ts';
import type { Random } from '../simulation/random.ts';
import { times } from './choices.ts';

/** Key pairs take long to make, so each run makes two of a kind. What a seed generates does not depend on them. */
const pairs = new Map<string, readonly [KeyPair, KeyPair]>();

/** A secret of a scheme, and another one of the same kind. */
export function secretsFor(scheme: SingleScheme, random: Random): readonly [KeyPair, KeyPair] {
  const kind = keyKindOf(scheme);
  if (kind === undefined) return [shared(scheme, random), shared(scheme, random)];
  const known = pairs.get(kind) ?? ([makeSecret(scheme), makeSecret(scheme)] as const);
  pairs.set(kind, known);
  return known;
}

/** The kind of a scheme's key pair; undefined if both sides have the same secret. */
export function keyKindOf(scheme: Scheme): string | undefined {
  if (scheme.kind === 'publicKey') return scheme.key;
  if (scheme.kind !== 'jwt') return undefined;
  if (scheme.algorithms[0] === 'ES256') return 'p256';
  return scheme.algorithms[0] === 'RS256' ? 'rsa' : undefined;
}

function shared(scheme: SingleScheme, random: Random): KeyPair {
  const secret = written(
    scheme.kind === 'hmac' ? scheme.key : 'text',
    Buffer.from(times(24, () => random.between(0, 255))),
  );
  return { configured: secret, signing: secret };
}

function written(form: KeyForm, bytes: Buffer): string {
  if (form === 'whsec') return `whsec_${bytes.toString('base64')}`;
  if (form === 'nfkd') return `ﬁ-${bytes.toString('hex')}`;
  return bytes.toString(form === 'hex' || form === 'base64' ? form : 'base64url');
}
