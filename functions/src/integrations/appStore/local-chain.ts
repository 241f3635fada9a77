import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { AUTHORITY, makeCertificate, markExtension } from '../../core/integration/local-certificate.ts';
import { INTERMEDIATE_MARK, LEAF_MARK } from './certificates.ts';

/** A chain of certificates as Apple's, under a root that was made just now. For samples and tests. */
export interface LocalChain {
  /** Of the leaf, with which notifications are signed. */
  readonly privateKey: KeyObject;
  /** Leaf, intermediate and root: DER in base64. */
  readonly x5c: readonly [string, string, string];
}

/** What may be wrong with a chain, for tests. */
export interface ChainOptions {
  readonly leafMark?: string;
  readonly intermediateMark?: string;
  readonly isIntermediateAuthority?: boolean;
  /** When the leaf ends: `YYMMDDhhmmssZ`. */
  readonly leafEnds?: string;
}

/** Makes a chain whose three keys nobody keeps but the caller. */
export function makeChain({
  leafMark = LEAF_MARK,
  intermediateMark = INTERMEDIATE_MARK,
  isIntermediateAuthority = true,
  leafEnds,
}: ChainOptions = {}): LocalChain {
  const [root, intermediate, leaf] = [makeKeys(), makeKeys(), makeKeys()];
  const certificates = [
    makeCertificate(
      {
        name: 'Local Leaf',
        issuer: 'Local Authority',
        key: leaf.publicKey,
        ...(leafEnds !== undefined && { ends: leafEnds }),
      },
      [markExtension(leafMark)],
      intermediate.privateKey,
    ),
    makeCertificate(
      { name: 'Local Authority', issuer: 'Local Root', key: intermediate.publicKey },
      [...(isIntermediateAuthority ? [AUTHORITY] : []), markExtension(intermediateMark)],
      root.privateKey,
    ),
    makeCertificate({ name: 'Local Root', issuer: 'Local Root', key: root.publicKey }, [AUTHORITY], root.privateKey),
  ] as const;
  const [first, second, third] = certificates.map((der) => der.toString('base64'));
  return { privateKey: leaf.privateKey, x5c: [first ?? '', second ?? '', third ?? ''] };
}

function makeKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
}
