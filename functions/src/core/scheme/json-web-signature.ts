import { sign, verify, type KeyObject } from 'node:crypto';
import { decodeUtf8, isJsonObject, parseJson } from '../event/json.ts';

const SHAPE = /^[\w-]+\.[\w-]+\.[\w-]+$/;

type Claims = Readonly<Record<string, unknown>>;

/** A signed JSON object in compact form, taken apart. Nothing of it is verified. */
export interface ParsedToken {
  readonly header: Claims;
  readonly claims: Claims;
  /** What the signature covers. */
  readonly signed: string;
  /** In base64url. */
  readonly signature: string;
}

/**
 * Takes apart a JSON Web Signature in compact form, whose payload is a JSON object.
 * @returns undefined for any other text.
 * @see https://www.rfc-editor.org/rfc/rfc7515#section-3.1
 */
export function parseToken(token: string): ParsedToken | undefined {
  const [head = '', payload = '', signature = ''] = SHAPE.test(token) ? token.split('.') : [];
  const header = jsonIn(head);
  const claims = jsonIn(payload);
  return header && claims && { header, claims, signed: `${head}.${payload}`, signature };
}

/** Whether this RSA or EC key made the signature, with SHA-256. The algorithm that the header names is not looked at. */
export function isSignedWith(key: KeyObject, { signed, signature }: ParsedToken): boolean {
  const bytes = Buffer.from(signature, 'base64url');
  // The last letter has bits that Node's decoder does not read.
  if (bytes.toString('base64url') !== signature) return false;
  return verify('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }, bytes);
}

/** A JSON Web Signature in compact form, by RS256 or ES256. @param payload JSON. */
export function signedToken(header: object, payload: string, key: KeyObject): string {
  const signed = [JSON.stringify(header), payload].map((text) => Buffer.from(text).toString('base64url')).join('.');
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

function jsonIn(base64url: string): Claims | undefined {
  const value = parseJson(decodeUtf8(Buffer.from(base64url, 'base64url')) ?? '');
  return isJsonObject(value) ? value : undefined;
}
