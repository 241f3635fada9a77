import { isJsonObject } from '../../functions/src/core/event/json.ts';

/** Bytes that Firestore adds to each document, and to each entry of an index. */
const DOCUMENT_BYTES = 32;
const ENTRY_BYTES = 32;

/**
 * Bytes that a document takes in Firestore, with its entries in the two indexes that Firestore keeps of each field.
 * @param path Collection and id: `handled/evt_1`.
 * @see https://firebase.google.com/docs/firestore/storage-size
 */
export function storedBytes(path: string, fields: Readonly<Record<string, unknown>>): number {
  const name = path.split('/').reduce((sum, part) => sum + textBytes(part), 16);
  const own = Object.entries(fields).reduce((sum, [field, value]) => sum + textBytes(field) + valueBytes(value), 0);
  const indexed = Object.entries(fields).reduce((sum, [field, value]) => {
    const entries = Array.isArray(value) ? value.map(valueBytes) : [valueBytes(value), valueBytes(value)];
    return sum + entries.reduce((bytes, size) => bytes + name + textBytes(field) + size + ENTRY_BYTES, 0);
  }, 0);
  return DOCUMENT_BYTES + name + own + indexed;
}

function valueBytes(value: unknown): number {
  if (typeof value === 'string') return textBytes(value);
  if (typeof value === 'number' || value instanceof Date) return 8;
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + valueBytes(item), 0);
  if (!isJsonObject(value)) return 1;
  return Object.entries(value).reduce((sum, [name, field]) => sum + textBytes(name) + valueBytes(field), 0);
}

function textBytes(text: string): number {
  return Buffer.byteLength(text) + 1;
}
