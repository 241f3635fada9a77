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

function jsonIn(base64url: string): Claims | undefined {
  const value = parseJson(decodeUtf8(Buffer.from(base64url, 'base64url')) ?? '');
  return isJsonObject(value) ? value : undefined;
}
