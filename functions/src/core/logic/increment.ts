import { PermanentError } from '../event/errors.ts';
import type { Increment, Mutator, RecordData } from '../ledger/store.ts';

/**
 * Adds to numbers of a record, for a counter that many events change at once. Firestore adds where the record is, so
 * such a change needs no read and never conflicts with another one: a single round trip, however many write.
 * @param by What to add, by the name of the field. A field that is missing, or is not a number, counts as 0.
 * @param fields Fields that are the same for every event that changes this record; they are written each time.
 * @throws {PermanentError} for a number that is not finite.
 * @example
 * records.update('deliveries', day, increment({ delivered: 1 }, { day }));
 */
export function increment(by: Readonly<Record<string, number>>, fields: RecordData = {}): Mutator {
  const odd = Object.entries(by).find(([, number]) => !Number.isFinite(number));
  if (odd !== undefined) throw new PermanentError(`The field ${odd[0]} cannot be increased by ${odd[1]}.`);
  const change = (current: RecordData | undefined): RecordData => {
    const sums = Object.entries(by).map(([name, number]) => [name, numberIn(current?.[name]) + number]);
    return { ...current, ...fields, ...Object.fromEntries(sums) };
  };
  const increments: Increment = { fields: Object.keys(by) };
  return Object.assign(change, { increments });
}

function numberIn(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
