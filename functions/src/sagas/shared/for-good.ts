import { type AsOf, type Mutator, newest, type RecordData } from 'integration-service';

/**
 * A change of a record whose end is for good, because its provider never gives an id a second time: an end ends it
 * whatever its time says, and nothing that arrives later, or is dated later, brings it back. Otherwise like `newest`.
 * @param ends Whether this event ends it.
 * @param isEnded Whether a record says that it has ended.
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
