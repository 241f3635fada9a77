import { hexDigestOf } from '../../core/event/digest.ts';
import { PermanentError } from '../../core/event/errors.ts';
import { isJsonObject } from '../../core/event/json.ts';
import { issueTime } from '../../core/ledger/issue.ts';
import type { LedgerState } from '../../core/ledger/ledger.ts';
import type { RecordIncrement, RecordWrite } from '../../core/ledger/mutations.ts';
import { RETENTION } from '../../core/ledger/retention.ts';
import { ledgerId, type FoundRecord, type LedgerKey, type StoredRecord } from '../../core/ledger/store.ts';
import type { DocumentIncrement } from './rest-api.ts';
import type { DocumentData } from './values.ts';

/** How entries and records are written as Firestore documents, and read back. */

/** The id of an entry's document. A digest: keys hold any character, and ids that count up make a hot spot. */
export function entryDocumentId(key: LedgerKey): string {
  return hexDigestOf(ledgerId(key));
}

/**
 * An entry's document: the entry, and when Firestore's TTL policy may delete it. One that is tried again has `issueTime`
 * too, by which it is found among those of its issue.
 */
export function entryDocument(state: LedgerState): DocumentData {
  const { issue, status, updatedAt } = state;
  const place = status === 'open' && issue !== undefined && { issueTime: issueTime(issue, updatedAt) };
  return { ...state, ...place, expireAt: new Date(Date.parse(updatedAt) + RETENTION.ledgerEntry.ms) };
}

/** The entry in a document. @throws {PermanentError} if the document is none of ours. */
export function entryIn(document: DocumentData): LedgerState {
  const { expireAt: _expireAt, issueTime: _issueTime, ...state } = document;
  if (!isEntry(state))
    throw new PermanentError('A document of the ledger is not an entry; look at who else writes to that collection.');
  return state;
}

/** Firestore refuses the ids `.`, `..` and `__…__`; the sign before them is doubled where an id has it itself. */
const ESCAPE = '~';

/** The id of a record's document. Ids with a slash are refused where they are made. */
export function recordDocumentId(id: string): string {
  return /^(?:~|\.{1,2}$|__.*__$)/s.test(id) ? ESCAPE + id : id;
}

function recordId(documentId: string): string {
  return documentId.startsWith(ESCAPE) ? documentId.slice(ESCAPE.length) : documentId;
}

/** A record's document, with the time after which Firestore's TTL policy may delete it, if there is one. */
export function recordDocument({
  version,
  data,
  expireAt,
}: Pick<RecordWrite, 'version' | 'data' | 'expireAt'>): DocumentData {
  return { version, data: encode(data), updatedAt: new Date(), ...(expireAt !== undefined && { expireAt }) };
}

/** A change that only adds to a record's document, whose fields are those of {@link recordDocument}. */
export function recordIncrement({
  data,
  added,
}: Pick<RecordIncrement, 'data' | 'added'>): Omit<DocumentIncrement, 'path'> {
  const adds = new Set(added);
  const [set, add] = [
    Object.entries(data).filter(([name]) => !adds.has(name)),
    Object.entries(data).filter(([name]) => adds.has(name)),
  ];
  return {
    data: { data: encode(Object.fromEntries(set)), updatedAt: new Date() },
    set: [['updatedAt'], ...set.map(([name]) => ['data', fieldName(name)])],
    add: [
      { field: ['version'], by: 1 },
      ...add.map(([name, by]) => ({ field: ['data', fieldName(name)], by: Number(by) })),
    ],
  };
}

/** The record in a document. @throws {PermanentError} if the document is none of ours. */
export function recordIn(documentId: string, { version, data }: DocumentData): StoredRecord {
  const decoded = decode(data);
  if (typeof version !== 'number' || !isJsonObject(decoded)) {
    throw new PermanentError(`The document ${documentId} is not a record; look at who else writes to its collection.`);
  }
  return { id: recordId(documentId), version, data: decoded };
}

/** Where a field of a record's data is in its document. */
export function dataPath(field: string): readonly string[] {
  return ['data', fieldName(field)];
}

/** What a query has read of a record. */
export function foundIn(documentId: string, { data }: DocumentData): FoundRecord {
  const decoded = decode(data);
  return { id: recordId(documentId), data: isJsonObject(decoded) ? decoded : {} };
}

/** Firestore knows no array in an array: the inner one is wrapped in a map with this one field. */
const ARRAY = '[]';
/** Firestore refuses field names that are empty or `__…__`; ours are told from the data's own. */
const RESERVED = /^(?:~|$|__.*__$|\[\]$)/s;

function fieldName(name: string): string {
  return RESERVED.test(name) ? ESCAPE + name : name;
}

function encode(value: unknown, inArray = false): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => encode(item, true));
    return inArray ? { [ARRAY]: items } : items;
  }
  if (!isJsonObject(value)) return value;
  return mapFields(value, fieldName, (field) => encode(field));
}

function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => (isWrapped(item) ? decode(item[ARRAY]) : decode(item)));
  if (!isJsonObject(value)) return value;
  return mapFields(value, (name) => (name.startsWith(ESCAPE) ? name.slice(ESCAPE.length) : name), decode);
}

function isWrapped(item: unknown): item is { readonly [ARRAY]: unknown } {
  return isJsonObject(item) && Array.isArray(item[ARRAY]) && Object.keys(item).length === 1;
}

function mapFields(
  object: Record<string, unknown>,
  nameOf: (name: string) => string,
  valueOf: (value: unknown) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [nameOf(name), valueOf(value)]));
}

function isEntry(value: unknown): value is LedgerState {
  return (
    isJsonObject(value) &&
    typeof value['consumer'] === 'string' &&
    typeof value['id'] === 'string' &&
    typeof value['status'] === 'string' &&
    typeof value['attempts'] === 'number' &&
    Array.isArray(value['commands'])
  );
}
