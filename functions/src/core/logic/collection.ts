import { PermanentError } from '../event/errors.ts';
import { requireCollection } from '../ledger/record-place.ts';
import type { Change, Mutator, RecordData, StoredRecord } from '../ledger/store.ts';

/** Tells whether what a record holds has the declared shape. */
type Guard<Data extends object> = (data: object) => data is Data;

/** A collection of records whose shape is declared. */
export class Collection<Data extends object> {
  readonly name: string;
  readonly #holds: Guard<Data>;

  constructor(name: string, holds: Guard<Data> = (_data): _data is Data => true) {
    this.name = name;
    this.#holds = holds;
  }

  /**
   * A record of this collection, with its declared shape.
   * @throws {PermanentError} if the collection has a guard, and it refuses what the record holds.
   */
  typed(record: StoredRecord): StoredRecord<Data> {
    return { ...record, data: this.#dataOf(record.data, record.id) };
  }

  /** A change of declared data, as a change of whatever a record holds. */
  mutator(id: string, change: Change<Data>): Mutator {
    const mutate = (current: RecordData | undefined) => asRecordData(change(current && this.#dataOf(current, id)));
    return change.increments === undefined ? mutate : Object.assign(mutate, { increments: change.increments });
  }

  #dataOf(data: RecordData, id: string): Data {
    if (this.#holds(data)) return data;
    throw new PermanentError(
      `The record ${this.name}/${id} does not have the shape that its collection declares: correct it, or let the guard take it.`,
    );
  }
}

/**
 * Declares a collection of records once, for handlers, tests and whatever else reads it.
 * @param name In camelCase, as `records.update` takes it: `accounts`.
 * @param holds Checks each record that is read. Without it the type is a promise: records that an older version or a
 *   person wrote may differ, so leave out of the type, or make optional, what they may lack.
 * @throws {PermanentError} for a name that no collection can have.
 * @example
 * export const accounts = collection<Account>('accounts');
 * records.update(accounts, id, (current) => ({ plan: 'pro', seats: (current?.seats ?? 0) + 1 }));
 */
export function collection<Data extends object>(name: string, holds?: Guard<Data>): Collection<Data> {
  requireCollection(name);
  return new Collection(name, holds);
}

/** The collection of a name whose data is unknown, or one that was declared. */
export function declared<Data extends object>(named: string | Collection<Data>): Collection<Data> {
  return typeof named === 'string' ? new Collection(named) : named;
}

/** Whatever a change returns is data of a record here: whether it can be kept is checked when it is written. */
function asRecordData(data: object | undefined): RecordData | undefined {
  return isRecordData(data) ? data : undefined;
}

function isRecordData(_data: object | undefined): _data is RecordData | undefined {
  return true;
}
