import { sign, type KeyObject } from 'node:crypto';
import { identifierBytes } from '../scheme/object-identifier.ts';

/** What a certificate made on this machine says. For samples and tests. */
export interface LocalSubject {
  /** The common names of the certificate and of its issuer. */
  readonly name: string;
  readonly issuer: string;
  /** The public key. */
  readonly key: KeyObject;
  /** When it ends: `YYMMDDhhmmssZ`. Default: 2049. */
  readonly ends?: string;
}

/** Samples may be signed at any time that a test wants. */
const BEGINS = '200101000000Z';
const ENDS = '491231235959Z';

/**
 * One certificate in DER.
 * @param issuerKey The issuer's private key, on an elliptic curve.
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function makeCertificate(subject: LocalSubject, extensions: readonly Buffer[], issuerKey: KeyObject): Buffer {
  const { name, issuer, key, ends = ENDS } = subject;
  const validity = sequence(element(0x17, Buffer.from(BEGINS)), element(0x17, Buffer.from(ends)));
  const version = element(0xa0, integer(2));
  const signed = sequence(
    version,
    integer(1),
    ECDSA_WITH_SHA256,
    nameOf(issuer),
    validity,
    nameOf(name),
    key.export({ type: 'spki', format: 'der' }),
    ...(extensions.length === 0 ? [] : [element(0xa3, sequence(...extensions))]),
  );
  return sequence(signed, ECDSA_WITH_SHA256, element(0x03, Buffer.from([0]), sign('sha256', signed, issuerKey)));
}

/** An extension that holds nothing: a mark. */
export function markExtension(name: string): Buffer {
  return sequence(identifier(name), element(0x04, Buffer.from([0x05, 0x00])));
}

function nameOf(common: string): Buffer {
  return sequence(element(0x31, sequence(identifier('2.5.4.3'), element(0x0c, Buffer.from(common)))));
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
export const AUTHORITY = sequence(
  identifier('2.5.29.19'),
  element(0x01, Buffer.from([0xff])),
  element(0x04, sequence(element(0x01, Buffer.from([0xff])))),
);
