import { randomUUID } from 'node:crypto';
import { messageAttributes } from '../event/attributes.ts';
import { topicOf } from '../event/names.ts';
import { STEERING } from '../delivery.ts';
import { issueTime } from '../ledger/issue.ts';
import { RESERVED_COLLECTIONS, type Store } from '../ledger/store.ts';
import type { Ports } from '../ports.ts';
import { letterById, letters, type KeptLetter, type LetterFilter } from './letters.ts';

export interface RedriveReport {
  readonly redriven: number;
  /** Letters whose bytes were too many to keep: their events are replayed from the topic instead. */
  readonly withoutBytes: number;
}

/** How long one letter's publishing may take. */
const DEADLINE_MS = 10_000;

/**
 * The letters that a redrive takes: open ones and, where letters are named by their ids, dismissed ones too. A command whose
 * durable saga was told of its end is left out, unless it is forced.
 */
export async function* redrivable(store: Store, filter: LetterFilter): AsyncGenerator<KeptLetter> {
  for await (const letter of letters(store, filter)) if (isRedrivable(letter, filter)) yield letter;
}

function isRedrivable({ status, told = false }: KeptLetter, { ids, force = false }: LetterFilter): boolean {
  if (told && !force) return false;
  return status === 'open' || (status === 'dismissed' && ids !== undefined);
}

/**
 * Sends dead letters to their consumers again, once what killed them is fixed. The ledger goes on where it
 * stopped: commands that were done are not done again. A crash between publishing and marking sends a letter
 * twice; the ledger handles it once.
 */
export async function redrive(
  ports: Pick<Ports, 'store' | 'publisher' | 'clock'>,
  filter: LetterFilter,
  onProgress: (report: RedriveReport) => void = () => {},
): Promise<RedriveReport> {
  let report: RedriveReport = { redriven: 0, withoutBytes: 0 };
  for await (const { id } of redrivable(ports.store, filter)) {
    // As it is now: since its page was read it may have been dismissed, or redriven by somebody else.
    const letter = await letterById(ports.store, id);
    if (letter === undefined || !isRedrivable(letter, filter)) continue;
    const sent = await redriveOne(ports, letter);
    report = sent ? { ...report, redriven: report.redriven + 1 } : { ...report, withoutBytes: report.withoutBytes + 1 };
    onProgress(report);
  }
  return report;
}

async function redriveOne(
  { store, publisher, clock }: Pick<Ports, 'store' | 'publisher' | 'clock'>,
  { id, provider, consumer, issue, attributes, data }: KeptLetter,
): Promise<boolean> {
  if (data === undefined) return false;
  const redriveId = randomUUID();
  const steering = {
    [STEERING.redrive]: redriveId,
    ...(consumer !== undefined && { [STEERING.consumer]: consumer }),
  };
  const message = {
    data: Buffer.from(data, 'base64'),
    attributes: messageAttributes(steering, attributes),
  };
  // Before it is published: it may fail again before it is marked, and that is after the redrive.
  const redrivenAt = clock.now().toISOString();
  await publisher.publish(topicOf(provider), [message], DEADLINE_MS);
  const place = issue !== undefined && { issueRedriven: issueTime(issue, redrivenAt) };
  const mark = { status: 'redriven', redrive: redriveId, redrivenAt, ...place };
  await store.write([
    { collection: RESERVED_COLLECTIONS.letters, id, mutate: (current) => current && { ...current, ...mark } },
  ]);
  return true;
}
