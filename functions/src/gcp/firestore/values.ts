import { isJsonObject } from '../../core/event/json.ts';

/** The fields of a document: JSON, and a `Date` where Firestore is to keep a timestamp. */
export type DocumentData = Readonly<Record<string, unknown>>;

/** Fields as Firestore's REST interface spells them: each value under the name of its type. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of a document as Firestore takes them. What is undefined is left out, as JSON does it. */
export function encodeFields(data: DocumentData): Fields {
  const kept = Object.entries(data).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept.map(([name, value]) => [name, encodeValue(value)]));
}

/**
 * The inverse of {@link encodeFields}, as far as JSON goes. What it has no type for comes as Firestore spells it: times
 * in RFC 3339, bytes in base64, references by their names, points on the globe as latitude and longitude.
 */
export function decodeFields(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, decode(value)]));
}

/** One value. @see https://cloud.google.com/firestore/docs/reference/rest/v1/Value */
export function encodeValue(value: unknown): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { booleanValue: value };
  if (typeof value === 'number') return encodeNumber(value);
  if (value === null) return { nullValue: null };
  if (value instanceof Date) return { timestampValue: value.toISOString() };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(encodeValue) } };
  if (isJsonObject(value)) return { mapValue: { fields: encodeFields(value) } };
  throw new TypeError(`A document cannot keep a ${typeof value}.`);
}

/** JSON has no number for the words `NaN`, `Infinity` and `-Infinity`; in protocol buffers they are text. */
export function encodeNumber(value: number): object {
  if (Number.isSafeInteger(value)) return { integerValue: String(value) };
  return { doubleValue: Number.isFinite(value) ? value : String(value) };
}

function decode(value: unknown): unknown {
  const [kind, content] = (isJsonObject(value) && Object.entries(value)[0]) || [];
  if (kind === 'integerValue' || kind === 'doubleValue') return Number(content);
  if (kind === 'nullValue') return null;
  if (kind === 'arrayValue') return valuesIn(content).map(decode);
  if (kind === 'mapValue') return decodeFields(fieldsIn(content));
  return content;
}

/** Empty lists and maps come without their content. */
function valuesIn(array: unknown): readonly unknown[] {
  return isJsonObject(array) && Array.isArray(array['values']) ? array['values'] : [];
}

function fieldsIn(holder: unknown): Fields {
  return isJsonObject(holder) && isJsonObject(holder['fields']) ? holder['fields'] : {};
}
