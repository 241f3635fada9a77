import { isJsonObject } from '../event/json.ts';
import { matchesType } from '../event/names.ts';
import { LETTER_STATUSES, type Letter } from '../handle/letter.ts';
import { RESERVED_COLLECTIONS, type RecordData, type Store } from '../handle/store.ts';

/** Which dead letters are meant. What is left out lets everything through. */
export interface LetterFilter {
  readonly ids?: readonly string[];
  readonly provider?: string;
  readonly consumer?: string;
  /** Native types; a trailing `*` stands for any ending. */
  readonly types?: readonly string[];
  readonly status?: Letter['status'];
  /** Given up at this time or later. */
  readonly since?: Date;
}

/** A letter with the id that it is kept under, and what became of it. */
export type KeptLetter = Letter & {
  readonly id: string;
  readonly redrive?: string;
  /** RFC 3339 */
  readonly redrivenAt?: string;
  /** RFC 3339; it stays where a dismissed letter is redriven after all. */
  readonly dismissedAt?: string;
  readonly dismissReason?: string;
};

/** A letter may be of 1 MB, and a page has to arrive within 5 s over whatever line an operator has. */
const PAGE = 10;

/** Reads dead letters page by page, in the order of their ids. */
export async function* letters(store: Store, filter: LetterFilter = {}): AsyncGenerator<KeptLetter> {
  let after: string | undefined;
  for (;;) {
    const page = await store.list(RESERVED_COLLECTIONS.letters, { limit: PAGE, ...(after !== undefined && { after }) });
    for (const { id, data } of page) {
      if (isLetter(data) && matches({ ...data, id }, filter)) yield { ...data, id };
    }
    after = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}

/** One letter by its id. */
export async function letterById(store: Store, id: string): Promise<KeptLetter | undefined> {
  const data = (await store.get(RESERVED_COLLECTIONS.letters, id))?.data;
  return data !== undefined && isLetter(data) ? { ...data, id } : undefined;
}

function matches(letter: KeptLetter, { ids, provider, consumer, types, status, since }: LetterFilter): boolean {
  return (
    (ids === undefined || ids.includes(letter.id)) &&
    (provider === undefined || letter.provider === provider) &&
    (consumer === undefined || letter.consumer === consumer) &&
    (types === undefined || matchesType(letter.eventType ?? '', types)) &&
    (status === undefined || letter.status === status) &&
    (since === undefined || Date.parse(letter.time) >= since.getTime())
  );
}

/** Whether a record is a dead letter. */
export function isLetter(data: RecordData): data is Letter {
  return (
    LETTER_STATUSES.some((status) => status === data['status']) &&
    typeof data['provider'] === 'string' &&
    typeof data['reason'] === 'string' &&
    typeof data['time'] === 'string' &&
    isJsonObject(data['attributes'])
  );
}
