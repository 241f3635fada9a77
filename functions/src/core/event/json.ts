import { isUtf8 } from 'node:buffer';

/** Deeper documents are refused: they parse, but printing them again overflows the stack. */
export const MAX_JSON_DEPTH = 512;

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
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

/**
 * Parses JSON of bounded depth. A whole number beyond 2^53, which a JavaScript number cannot hold, becomes the text of
 * its digits: ids of that length (Shopify's) stay whole.
 * @returns undefined if the text is not JSON. A parsed `null` is a value, never undefined.
 */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = mayHoldLongNumber(text) ? JSON.parse(text, withEveryDigit) : JSON.parse(text);
    // Counting is quick and tells for most documents that they cannot be deep.
    const mayBeDeep = hasMoreBrackets(text, MAX_JSON_DEPTH);
    return mayBeDeep && isDeeperThan(text, MAX_JSON_DEPTH) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** 2^53 has 16 digits. */
const LONG_NUMBER_DIGITS = 16;
const LONG_NUMBER = /(?:^|[:,[])\s*-?\d{16}/;

/** Asked first, since parsing with a reviver takes five times as long. */
function mayHoldLongNumber(text: string): boolean {
  return hasDigitsInARow(text, LONG_NUMBER_DIGITS) && LONG_NUMBER.test(text);
}

/** Looks at one character in `count`: that many digits in a row cover one of them. */
function hasDigitsInARow(text: string, count: number): boolean {
  for (let at = count - 1; at < text.length; at += count) {
    if (!isDigit(text.charCodeAt(at))) continue;
    let start = at;
    while (isDigit(text.charCodeAt(start - 1))) start--;
    while (isDigit(text.charCodeAt(at + 1))) at++;
    if (at - start + 1 >= count) return true;
  }
  return false;
}

/** NaN, the result of reading beyond either end of a text, is not one. */
function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** What a reviver learns of a value beside the value, in Node 22 and later. @see https://github.com/tc39/proposal-json-parse-with-source */
interface Reviving {
  /** The text of a primitive value, as it was parsed. */
  readonly source?: string;
}

declare global {
  interface JSON {
    parse(text: string, reviver: (this: unknown, key: string, value: unknown, context: Reviving) => unknown): unknown;
  }
}

function withEveryDigit(_key: string, value: unknown, { source }: Reviving): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || source === undefined) return value;
  return /^-?\d+$/.test(source) ? source : value;
}

/** Whether a parsed value is an object with fields: no null, no array. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The text of each element of a JSON list, as it was received: printed again, a long number would become a string.
 * @param json Valid JSON of a list that is not empty.
 */
export function elementsOf(json: string): readonly string[] {
  const elements: string[] = [];
  let depth = 0;
  let start = 0;
  visitStructure(json, (code, index) => {
    const opens = code === OPEN_BRACE || code === OPEN_BRACKET;
    if (opens && ++depth === 1) start = index + 1;
    if (!opens && code !== COMMA) depth--;
    const ends = code === COMMA ? depth === 1 : !opens && depth === 0;
    if (ends) {
      elements.push(json.slice(start, index).trim());
      start = index + 1;
    }
    return false;
  });
  return elements;
}

/** Whether a value is a text that says something. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** The id in a field, as text: whole numbers and texts serve as ids. Undefined if the field holds neither. */
export function idIn(value: unknown): string | undefined {
  if (isText(value)) return value;
  return Number.isSafeInteger(value) ? String(value) : undefined;
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
  return visitStructure(json, (code) => {
    if (code === OPEN_BRACE || code === OPEN_BRACKET) return ++depth > limit;
    if (code !== COMMA) depth--;
    return false;
  });
}

/**
 * Visits brackets, braces and commas, those in strings left out, until a visit returns true.
 * @returns whether one did.
 */
function visitStructure(json: string, visit: (code: number, index: number) => boolean): boolean {
  for (let index = 0; index < json.length; index++) {
    const code = json.charCodeAt(index);
    if (code === QUOTE) index = endOfString(json, index);
    else if (isStructure(code) && visit(code, index)) return true;
  }
  return false;
}

function isStructure(code: number): boolean {
  return (
    code === COMMA || code === OPEN_BRACE || code === CLOSE_BRACE || code === OPEN_BRACKET || code === CLOSE_BRACKET
  );
}

/** The place of the quote that ends the string which begins at another one. */
function endOfString(json: string, start: number): number {
  for (let index = start + 1; index < json.length; index++) {
    const code = json.charCodeAt(index);
    if (code === BACKSLASH) index++;
    else if (code === QUOTE) return index;
  }
  return json.length;
}
