import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { INTERMEDIATE_MARK, LEAF_MARK } from './certificates.ts';
import { identifierBytes } from './extensions.ts';

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
  leafEnds = ENDS,
}: ChainOptions = {}): LocalChain {
  const [root, intermediate, leaf] = [makeKeys(), makeKeys(), makeKeys()];
  const names = { root: nameOf('Local Root'), intermediate: nameOf('Local Authority'), leaf: nameOf('Local Leaf') };
  const certificates = [
    certificate(
      { name: names.leaf, issuer: names.intermediate, key: leaf.publicKey, ends: leafEnds },
      [mark(leafMark)],
      intermediate.privateKey,
    ),
    certificate(
      { name: names.intermediate, issuer: names.root, key: intermediate.publicKey },
      [...(isIntermediateAuthority ? [AUTHORITY] : []), mark(intermediateMark)],
      root.privateKey,
    ),
    certificate({ name: names.root, issuer: names.root, key: root.publicKey }, [AUTHORITY], root.privateKey),
  ] as const;
  const [first, second, third] = certificates.map((der) => der.toString('base64'));
  return { privateKey: leaf.privateKey, x5c: [first ?? '', second ?? '', third ?? ''] };
}

/** Samples may be signed at any time that a test wants. */
const BEGINS = '200101000000Z';
const ENDS = '491231235959Z';

function makeKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
}

interface Subject {
  readonly name: Buffer;
  readonly issuer: Buffer;
  readonly key: KeyObject;
  readonly ends?: string;
}

/** One certificate in DER. @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
function certificate(subject: Subject, extensions: readonly Buffer[], issuerKey: KeyObject): Buffer {
  const { name, issuer, key, ends = ENDS } = subject;
  const validity = sequence(element(0x17, Buffer.from(BEGINS)), element(0x17, Buffer.from(ends)));
  const version = element(0xa0, integer(2));
  const signed = sequence(
    version,
    integer(1),
    ECDSA_WITH_SHA256,
    issuer,
    validity,
    name,
    key.export({ type: 'spki', format: 'der' }),
    element(0xa3, sequence(...extensions)),
  );
  return sequence(signed, ECDSA_WITH_SHA256, element(0x03, Buffer.from([0]), sign('sha256', signed, issuerKey)));
}

function nameOf(common: string): Buffer {
  return sequence(element(0x31, sequence(identifier('2.5.4.3'), element(0x0c, Buffer.from(common)))));
}

/** An extension that holds nothing, as Apple's marks do. */
function mark(name: string): Buffer {
  return sequence(identifier(name), element(0x04, Buffer.from([0x05, 0x00])));
}

function identifier(name: string): Buffer {
  return element(0x06, identifierBytes(name));
}

function integer(value: number): Buffer {
  return element(0x02, Buffer.from([value]));
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return element(0x30, ...parts);
}

function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const ECDSA_WITH_SHA256 = sequence(identifier('1.2.840.10045.4.3.2'));

/** Critical basic constraints: this certificate may issue others. */
const AUTHORITY = sequence(
  identifier('2.5.29.19'),
  element(0x01, Buffer.from([0xff])),
  element(0x04, sequence(element(0x01, Buffer.from([0xff])))),
);
