import type { KeptLetter, LetterFilter } from './letters.ts';

/** Reads dead letters for people: the newest first, without their bytes. */
export interface LetterReader {
  letters(query: LetterQuery): Promise<readonly LetterSummary[]>;
  /** How many there are. */
  count(selection: LetterSelection): Promise<number>;
  /** One letter, with its bytes. */
  letter(id: string): Promise<KeptLetter | undefined>;
}

export interface LetterSelection extends Pick<LetterFilter, 'provider' | 'consumer' | 'status' | 'issue'> {
  /** The provider's id of the event that they are about. */
  readonly eventId?: string;
}

export interface LetterQuery extends LetterSelection {
  readonly limit: number;
}

export type LetterSummary = Omit<KeptLetter, 'data' | 'attributes' | 'issueTime' | 'issueRedriven'>;
