import { type AsOf, type Mutator, newest, type RecordData } from 'integration-service';

/**
 * Changes a record whose end is final, because its provider never reuses an id. The event that ends it applies whatever
 * its time is, and no event that arrives later, or has a later time, brings the record back. Otherwise it works like
 * `newest`.
 * @param ends Whether this event ends the record.
 * @param isEnded Whether a record has ended.
 */
export function endingForGood(
  asOf: AsOf,
  ends: boolean,
  isEnded: (current: RecordData) => boolean,
  change: () => RecordData,
): Mutator {
  const byTime = newest(asOf, change);
  return (current) => {
    const hasEnded = current !== undefined && isEnded(current);
    if (hasEnded === ends) return byTime(current);
    return hasEnded ? current : byTime(undefined);
  };
}
