import { RESERVED_COLLECTIONS, type RecordData } from '../ledger/store.ts';
import type { Ports } from '../ports.ts';
import { letters, type LetterFilter } from './letters.ts';

export interface DismissReport {
  readonly dismissed: number;
}

/** The most characters of a reason. */
export const MAX_DISMISS_REASON = 500;

/**
 * Marks open letters as ones that nobody wants handled any more. They are kept whole, and the ledger is not told:
 * their events stay dead, and a letter that is named by its id can still be redriven.
 * @param reason Why, for people; none where it is blank.
 * @throws {RangeError} for a reason of more than {@link MAX_DISMISS_REASON} characters.
 */
export async function dismiss(
  ports: Pick<Ports, 'store' | 'clock'>,
  filter: LetterFilter,
  reason = '',
  onProgress: (report: DismissReport) => void = () => {},
): Promise<DismissReport> {
  const dismissReason = reason.trim();
  if (dismissReason.length > MAX_DISMISS_REASON) {
    throw new RangeError(`A reason must not exceed ${MAX_DISMISS_REASON} characters.`);
  }
  let report: DismissReport = { dismissed: 0 };
  for await (const { id } of letters(ports.store, { ...filter, status: 'open' })) {
    if (!(await dismissOne(ports, id, dismissReason))) continue;
    report = { dismissed: report.dismissed + 1 };
    onProgress(report);
  }
  return report;
}

/** @returns false for one that was redriven since the page was read: it is on its way, and stays so. */
async function dismissOne(
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  id: string,
  dismissReason: string,
): Promise<boolean> {
  let isMarked = false;
  const dismissedAt = clock.now().toISOString();
  const mark = { status: 'dismissed', dismissedAt, ...(dismissReason !== '' && { dismissReason }) };
  const mutate = (current: RecordData | undefined) => {
    isMarked = current?.['status'] === 'open';
    return isMarked ? { ...current, ...mark } : current;
  };
  await store.write([{ collection: RESERVED_COLLECTIONS.letters, id, mutate }]);
  return isMarked;
}
