import type { KeptLetter, LetterFilter } from './letters.ts';

/** Reads dead letters for people: the newest first, without their bytes. */
export interface LetterReader {
  letters(query: LetterQuery): Promise<readonly LetterSummary[]>;
  /** One letter, with its bytes. */
  letter(id: string): Promise<KeptLetter | undefined>;
}

export interface LetterQuery extends Pick<LetterFilter, 'provider' | 'consumer' | 'status' | 'issue'> {
  readonly limit: number;
  /** The provider's id of the event that they are about. */
  readonly eventId?: string;
}

export type LetterSummary = Omit<KeptLetter, 'data' | 'attributes' | 'issueTime' | 'issueRedriven'>;
