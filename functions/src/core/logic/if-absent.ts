import type { RecordData } from '../ledger/store.ts';

/**
 * Writes a record only if there is none yet: the first event about a thing is the last word, and whatever was added to
 * the record since stays. For things that happen once and never change, such as an attempt to sign in.
 * @param make Pure: the data of the new record.
 * @example
 * records.update('signIns', signIn.id, ifAbsent(() => ({ userId: signIn.userId })));
 */
export function ifAbsent<Current extends object = RecordData, Next extends object = Current>(
  make: () => Next,
): (current: Current | undefined) => Current | Next {
  return (current) => current ?? make();
}
