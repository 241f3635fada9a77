import type { Query, QueryDocumentSnapshot } from '@google-cloud/firestore';
import type { LetterSummary } from '../../core/letters/letter-reader.ts';
import { isLetter } from '../../core/letters/letters.ts';
import { recordIn } from './documents.ts';

/** Fields of a letter, but for its bytes and attributes: the type wants every one of them. */
const SUMMARY_FIELDS: Readonly<Record<Exclude<keyof LetterSummary, 'id'>, true>> = {
  status: true,
  provider: true,
  consumer: true,
  subscription: true,
  reason: true,
  issue: true,
  command: true,
  stack: true,
  attempts: true,
  time: true,
  messageId: true,
  eventId: true,
  source: true,
  eventType: true,
  bytes: true,
  redrive: true,
  redrivenAt: true,
  dismissedAt: true,
  dismissReason: true,
  told: true,
};

/** Of letters, what their summaries have. */
export function summaryOf(letters: Query): Query {
  return letters.select('version', 'data.issueTime', ...Object.keys(SUMMARY_FIELDS).map((name) => `data.${name}`));
}

export function summaryIn(document: QueryDocumentSnapshot): LetterSummary[] {
  const { id, data } = recordIn(document.id, document.data());
  const letter = { ...data, attributes: {} };
  if (!isLetter(letter)) return [];
  const { attributes: _attributes, issueTime: _issueTime, ...summary } = letter;
  return [{ ...summary, id }];
}
