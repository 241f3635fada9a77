import { PermanentError } from '../event/errors.ts';
import { isJsonObject } from '../event/json.ts';
import type { RecordPlace } from './record-place.ts';
import type { RecordData } from './store.ts';

/**
 * What Firestore takes of one document. Its emulator checks some of this and SQLite none, so every store asks here.
 * The counts are never higher than Firestore's own: what it takes is not refused.
 * @see https://firebase.google.com/docs/firestore/quotas
 * @see https://firebase.google.com/docs/firestore/storage-size
 */
const MAX_DOCUMENT_BYTES = 1_048_576;
/** The longest text that a document has room for. */
const MAX_TEXT_BYTES = 1_048_487;
/** On the names from `data` down to a field, with a dot between each two. */
const MAX_PATH_BYTES = 1_500;
/** Of maps and lists in each other. The data itself is the first; a list in a list is stored in its own map. */
const MAX_DEPTH = 20;
/** Two for each value, ascending and descending; one for each item of a list. */
const MAX_INDEX_ENTRIES = 40_000;
/** On all index entries of a document together. */
const MAX_INDEX_BYTES = 8 * 1024 * 1024;
/** A longer value is cut in the index, which is why no single entry comes near its own limit of 7.5 KiB. */
const MAX_INDEXED_BYTES = 1_500;
/** Of each index entry, beside the names and the value. */
const ENTRY_BYTES = 32;
/** On all writes of one transaction together. */
const MAX_TRANSACTION_BYTES = 10 * 1024 * 1024;

/** The name of the field that holds a record's data. */
const ROOT_BYTES = 'data'.length;
/** The parts of a record's document that are not the data: `version`, `updatedAt`, and what every document takes. */
const OVERHEAD_BYTES = 88;

/**
 * How large the document of a record is, for {@link requireTransaction}.
 * @param data As JSON keeps it.
 * @throws {PermanentError} for data that no document can hold.
 */
export function requireStorable(place: RecordPlace, data: RecordData): number {
  const { bytes, fault } = measured(place, data);
  if (fault === undefined) return bytes;
  throw new PermanentError(`The data of ${place.collection}/${place.id} cannot be kept: ${fault}.`);
}

/** Whether a document can hold the data. */
export function isStorable(place: RecordPlace, data: RecordData): boolean {
  return measured(place, data).fault === undefined;
}

function measured(
  { collection, id }: RecordPlace,
  data: RecordData,
): { readonly bytes: number; readonly fault: string | undefined } {
  const measure = new Measure();
  measure.map(data, 1, ROOT_BYTES);
  const { indexEntries } = measure;
  const nameBytes = Buffer.byteLength(collection) + Buffer.byteLength(id);
  const bytes = OVERHEAD_BYTES + nameBytes + measure.bytes;
  const indexBytes = measure.indexBytes + indexEntries * nameBytes;
  return { bytes, fault: measure.fault ?? faultOf({ bytes, indexEntries, indexBytes }) };
}

function faultOf(size: {
  readonly bytes: number;
  readonly indexEntries: number;
  readonly indexBytes: number;
}): string | undefined {
  const { bytes, indexEntries, indexBytes } = size;
  if (bytes > MAX_DOCUMENT_BYTES) return `it takes ${bytes} bytes, and a record may take ${MAX_DOCUMENT_BYTES}`;
  if (indexEntries > MAX_INDEX_ENTRIES) return tooMuchIndex(`${indexEntries} entries`, MAX_INDEX_ENTRIES);
  if (indexBytes > MAX_INDEX_BYTES) return tooMuchIndex(`${indexBytes} bytes`, MAX_INDEX_BYTES);
  return undefined;
}

function tooMuchIndex(size: string, most: number): string {
  return `its index would take ${size}, and a record may have ${most}; keep long lists as text`;
}

/** @throws {PermanentError} for records that are too large to be written together. */
export function requireTransaction(bytes: readonly number[]): void {
  const total = bytes.reduce((sum, each) => sum + each, 0);
  if (total <= MAX_TRANSACTION_BYTES) return;
  throw new PermanentError(
    `The ${bytes.length} records that one command writes take ${total} bytes together; at most ${MAX_TRANSACTION_BYTES} can be written at once.`,
  );
}

/** Adds up the size of a value as Firestore counts it, and stops at the first thing that it never takes. */
class Measure {
  bytes = 0;
  indexEntries = 0;
  /** Without the document's own name, which is in every entry. */
  indexBytes = 0;
  fault: string | undefined;

  map(fields: RecordData, depth: number, pathBytes: number): void {
    if (depth > MAX_DEPTH) this.fault ??= `it is nested more than ${MAX_DEPTH} levels deep`;
    if (this.fault !== undefined) return;
    for (const [name, value] of Object.entries(fields)) {
      const nameBytes = Buffer.byteLength(name) + 1;
      this.bytes += nameBytes;
      this.#value(value, depth, pathBytes + nameBytes);
    }
  }

  #value(value: unknown, depth: number, pathBytes: number): void {
    if (pathBytes > MAX_PATH_BYTES) this.fault ??= `the names of a field, joined, are over ${MAX_PATH_BYTES} bytes`;
    if (isJsonObject(value)) this.map(value, depth + 1, pathBytes);
    else if (Array.isArray(value)) this.#list(value, depth + 1, pathBytes);
    else this.#scalar(value, pathBytes);
  }

  #list(items: readonly unknown[], depth: number, pathBytes: number): void {
    if (depth > MAX_DEPTH) this.fault ??= `it is nested more than ${MAX_DEPTH} levels deep`;
    if (this.fault !== undefined) return;
    const [entries, indexBytes] = [this.indexEntries, this.indexBytes];
    for (const item of items) {
      if (Array.isArray(item)) this.#list(item, depth + 2, pathBytes);
      else this.#value(item, depth, pathBytes);
    }
    // An item is indexed as one value, whatever it holds.
    this.indexEntries = entries + items.length;
    this.indexBytes = indexBytes + items.length * (pathBytes + ENTRY_BYTES);
  }

  #scalar(value: unknown, pathBytes: number): void {
    const before = this.bytes;
    this.#size(value);
    this.indexEntries += 2;
    this.indexBytes += 2 * (pathBytes + ENTRY_BYTES + Math.min(this.bytes - before, MAX_INDEXED_BYTES));
  }

  #size(value: unknown): void {
    if (typeof value === 'string') {
      const bytes = Buffer.byteLength(value);
      if (bytes > MAX_TEXT_BYTES) this.fault ??= `one of its texts takes ${bytes} bytes of ${MAX_TEXT_BYTES}`;
      this.bytes += bytes + 1;
    } else this.bytes += typeof value === 'number' ? 8 : 1;
  }
}
