import { PermanentError } from '../event/errors.ts';
import { boundedText } from '../event/text.ts';
import { RESERVED_COLLECTIONS } from './store.ts';

/** Where a record is kept. */
export interface RecordPlace {
  readonly collection: string;
  readonly id: string;
}

/** Short enough for every prefix that an operator may put before it. */
const COLLECTION = /^[a-z][a-zA-Z0-9]{0,99}$/;

/**
 * Firestore takes 1,500 bytes, and an id such as `__x__` is stored with one more.
 * @see https://firebase.google.com/docs/firestore/quotas
 */
const MAX_ID_BYTES = 1_499;

/**
 * Refuses a place that Firestore never takes, or takes for another one: on reads and writes alike, and by every store,
 * so that nothing works on a laptop and fails in the cloud.
 * @throws {PermanentError} that says what to change.
 */
export function requirePlace({ collection, id }: RecordPlace): void {
  requireCollection(collection);
  const fault = idFault(id);
  if (fault !== undefined) {
    throw new PermanentError(`"${collection}/${shown(id)}" is not a place for a record: ${fault}`);
  }
}

/** @throws {PermanentError} for a name that cannot be a collection's. */
export function requireCollection(name: string): void {
  if (isCollection(name)) return;
  throw new PermanentError(
    `"${shown(name)}" is not a collection of records; name it in camelCase, such as "orders", with at most 100 letters.`,
  );
}

/** Whether a collection of records can have this name. */
export function isCollection(name: string): boolean {
  return COLLECTION.test(name);
}

/** Whether a collection is kept by the service itself. */
export function isReserved(collection: string): boolean {
  return Object.values<string>(RESERVED_COLLECTIONS).includes(collection);
}

/** Whether a record can have this id. */
export function isRecordId(id: string): boolean {
  return idFault(id) === undefined;
}

function idFault(id: string): string | undefined {
  // The types of events promise ids that a body need not hold.
  if (typeof id !== 'string' || id === '') return 'its id is empty.';
  if (id.includes('/')) return 'its id holds a slash; replace it, for example with ":".';
  if (!id.isWellFormed()) return 'its id holds half of a surrogate pair; use id.toWellFormed(), or a digest of the id.';
  if (Buffer.byteLength(id) > MAX_ID_BYTES) return `its id is over ${MAX_ID_BYTES} bytes; use a digest of it.`;
  return undefined;
}

function shown(text: unknown): string {
  return typeof text === 'string' ? boundedText(text, 100) : '';
}
