import { isUtf8 } from 'node:buffer';

/** Deeper documents are refused: they parse, but printing them again overflows the stack. */
export const MAX_JSON_DEPTH = 512;

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Whether bytes are UTF-8 without a byte order mark. SDKs decode leniently before they hash, so that different
 * bytes share a signature: whatever fails this check is refused before any hash. It allocates nothing.
 */
export function isPlainUtf8(bytes: Uint8Array): boolean {
  const hasByteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return !hasByteOrderMark && isUtf8(bytes);
}

/** Decodes bytes as UTF-8, strictly; undefined if they are not {@link isPlainUtf8}. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  return isPlainUtf8(bytes) ? asBuffer(bytes).toString('utf8') : undefined;
}

/** The first character of a JSON text, without decoding it: JSON allows only these four kinds of whitespace before it. */
export function firstJsonCharacter(bytes: Uint8Array): string {
  const byte = bytes.find((one) => one !== 0x20 && one !== 0x09 && one !== 0x0a && one !== 0x0d);
  return byte === undefined ? '' : String.fromCharCode(byte);
}

/** Parses JSON of bounded depth; undefined when it is none. A parsed `null` is a value, never undefined. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // Counting is quick and tells for most documents that they cannot be deep.
    const mayBeDeep = hasMoreBrackets(text, MAX_JSON_DEPTH);
    return mayBeDeep && isDeeperThan(text, MAX_JSON_DEPTH) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Whether a parsed value is an object with fields: no null, no array. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same memory as a Buffer, without a copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether there are more opening brackets than that, those in strings included. */
function hasMoreBrackets(json: string, limit: number): boolean {
  let left = limit;
  for (const bracket of ['{', '[']) {
    for (let at = json.indexOf(bracket); at >= 0; at = json.indexOf(bracket, at + 1)) {
      left -= 1;
      if (left < 0) return true;
    }
  }
  return false;
}

function isDeeperThan(json: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (inString) {
      if (code === BACKSLASH) i++;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > limit) return true;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
  }
  return false;
}
