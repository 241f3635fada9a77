import type { Store } from '../../functions/src/core/ledger/store.ts';
import type { Ports } from '../../functions/src/core/ports.ts';
import type { KeptLetter, LetterFilter } from '../../functions/src/core/letters/letters.ts';
import { UsageError } from '../exit.ts';
import { FILTER_OPTIONS, FILTER_USAGE, filterOf, letterNamed } from './letters.ts';
import { COMMON, COMMON_USAGE, type optionsIn } from './options.ts';
import { openPlace } from './open-place.ts';
import { mayChange, nameOf, type Place } from './place.ts';
import { count } from './table.ts';
import type { Terminal } from './terminal.ts';
import { watched } from './watched.ts';

/** Options of a command that changes dead letters. */
export const CHANGE_OPTIONS = {
  ...COMMON,
  ...FILTER_OPTIONS,
  all: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
} as const;

/** What its help says of them. @param dryRun What it leaves out then. */
export function changeUsage(dryRun: string): string {
  return `${FILTER_USAGE}
  --all              every letter that is open
  --dry-run          counts, ${dryRun}
${COMMON_USAGE.project}
${COMMON_USAGE.codebase}
${COMMON_USAGE.yes}
${COMMON_USAGE.json}`;
}

/** What is done to dead letters, once they are chosen and someone has agreed. */
export interface LetterChange<Report> {
  /** Those of the chosen letters that it concerns. */
  readonly concerned: (store: Store, filter: LetterFilter) => AsyncIterable<KeptLetter>;
  /** What it does, as a sentence. @param letters `3 dead letters of my-project` */
  readonly question: (letters: string) => string;
  /** How to go on where it was cut off. */
  readonly goOn: string;
  /** The report if nothing is done. */
  readonly nothing: Report;
  readonly run: (ports: Ports, filter: LetterFilter, onProgress: (done: number) => void) => Promise<Report>;
}

/** Letters that were found, and what was done to them. */
export interface Changed<Report> {
  readonly total: number;
  readonly report: Report;
}

/**
 * Changes the letters that the words and options choose; counts them where it is a dry run.
 * @returns undefined if someone did not agree. @throws {UsageError} if nothing was chosen.
 */
export async function changeLetters<Report>(
  { values, positionals }: ReturnType<typeof optionsIn<typeof CHANGE_OPTIONS>>,
  terminal: Terminal,
  change: LetterChange<Report>,
  more: Pick<LetterFilter, 'force'> = {},
): Promise<Changed<Report> | undefined> {
  const filter = filterOf(values, new Date());
  if (positionals.length === 0 && Object.keys(filter).length === 0 && !values.all) {
    throw new UsageError('Specify which letters: their ids, a filter such as --consumer, or --all.');
  }
  await using place = await openPlace(values);
  const wanted = { ...filter, ...more, ...(await idsOf(positionals, place)) };
  let total = 0;
  for await (const _letter of change.concerned(place.ports.store, wanted)) total++;
  if (total === 0 || values['dry-run']) return { total, report: change.nothing };
  const letters = `${total === 1 ? '1 dead letter' : `${count(total)} dead letters`} of ${nameOf(place)}`;
  if (!(await mayChange(place, terminal, values, change.question(letters)))) return undefined;
  const report = await watched(terminal, change.goOn, (progress) =>
    change.run(place.ports, wanted, (done) => progress.show(`${count(done)} of ${count(total)}`, done / total)),
  );
  return { total, report };
}

async function idsOf(names: readonly string[], { ports }: Place): Promise<Pick<LetterFilter, 'ids'>> {
  if (names.length === 0) return {};
  const ids: string[] = [];
  for (const name of names) ids.push((await letterNamed(ports.store, name)).id);
  return { ids };
}
