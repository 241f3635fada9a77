import { isDeepStrictEqual } from 'node:util';
import type { Change, RecordData } from '../ledger/store.ts';

/**
 * A change that rests on what was read before, `await records.get(…)`, and holds only while that is still so. If
 * another event has changed the record since, the mutator throws, nothing of the command is written, and the next
 * attempt reads again. With it, one record that two kinds of events both change can keep others in step.
 * @param read The data as it was read; undefined if there was no record.
 * @param change Pure: the current data in, the next data out; the same object back means no write.
 * @example
 * const link = await records.get('refundedCharges', chargeId);
 * records.update('refundedCharges', chargeId, ifUnchanged(link?.data, () => ({ order })));
 */
export function ifUnchanged<Data extends object = RecordData>(
  read: Data | undefined,
  change: Change<Data>,
): Change<Data> {
  return (current) => {
    if (isDeepStrictEqual(current, read)) return change(current);
    throw new Error('Another event changed the record after it was read; the next attempt reads it again.');
  };
}
