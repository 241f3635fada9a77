import { isJsonObject } from '../event/json.ts';
import { matchesType } from '../event/names.ts';
import { LETTER_STATUSES, type Letter } from './letter.ts';
import { isRecordId } from '../ledger/record-place.ts';
import {
  RESERVED_COLLECTIONS,
  type FoundRecord,
  type RecordData,
  type Store,
  type StoredRecord,
} from '../ledger/store.ts';

/** Which dead letters are meant. What is left out lets everything through. */
export interface LetterFilter {
  readonly ids?: readonly string[];
  readonly provider?: string;
  readonly consumer?: string;
  readonly account?: string;
  readonly issue?: string;
  /** Native types; a trailing `*` stands for any ending. */
  readonly types?: readonly string[];
  readonly status?: Letter['status'];
  /** Given up at this time or later. */
  readonly since?: Date;
  /** For a redrive: takes commands too whose durable saga was told of their end, and repeats what it may have made up for. */
  readonly force?: boolean;
}

/** A letter with the id that it is kept under, and what became of it. */
export type KeptLetter = Letter & {
  readonly id: string;
  readonly redrive?: string;
  /** RFC 3339 */
  readonly redrivenAt?: string;
  /** The issue and the time of the redrive: see `issueTime`. */
  readonly issueRedriven?: string;
  /** RFC 3339; it stays where a dismissed letter is redriven after all. */
  readonly dismissedAt?: string;
  readonly dismissReason?: string;
};

/** A letter may be of 1 MB, and a page has to arrive within 5 s over whatever line an operator has. */
const PAGE = 10;

/** Reads dead letters in the order of their ids: page by page, or those that are named. */
export async function* letters(store: Store, filter: LetterFilter = {}): AsyncGenerator<KeptLetter> {
  for await (const letter of lettersToLookAt(store, filter)) if (matches(letter, filter)) yield letter;
}

function lettersToLookAt(store: Store, { ids, issue }: LetterFilter): AsyncGenerator<KeptLetter> {
  if (ids !== undefined) return lettersNamed(store, ids);
  return issue === undefined ? allLetters(store) : lettersOfIssue(store, issue);
}

/** The letters whose ids begin with a text and go on behind it: the first ones, two at the most. */
export async function lettersBeginning(store: Store, text: string): Promise<readonly KeptLetter[]> {
  if (!isRecordId(text)) return [];
  const next = await store.list(RESERVED_COLLECTIONS.letters, { limit: 2, after: text });
  return next.filter(({ id }) => id.startsWith(text)).flatMap(letterIn);
}

async function* allLetters(store: Store): AsyncGenerator<KeptLetter> {
  let after: string | undefined;
  for (;;) {
    const page = await store.list(RESERVED_COLLECTIONS.letters, { limit: PAGE, ...(after !== undefined && { after }) });
    yield* page.flatMap(letterIn);
    after = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}

/** Ids that are found at once; each letter is read by itself. */
const IDS = 500;

async function* lettersOfIssue(store: Store, issue: string): AsyncGenerator<KeptLetter> {
  const query = { where: { field: 'issue', equals: issue }, limit: IDS, fields: [] } as const;
  let after: FoundRecord | undefined;
  for (;;) {
    const page: readonly FoundRecord[] = await store.find(RESERVED_COLLECTIONS.letters, {
      ...query,
      ...(after !== undefined && { after }),
    });
    yield* lettersNamed(
      store,
      page.map(({ id }) => id),
    );
    after = page.at(-1);
    if (page.length < IDS) return;
  }
}

async function* lettersNamed(store: Store, ids: readonly string[]): AsyncGenerator<KeptLetter> {
  for (const id of [...new Set(ids)].toSorted()) {
    const letter = await letterById(store, id);
    if (letter !== undefined) yield letter;
  }
}

/** One letter by its id. */
export async function letterById(store: Store, id: string): Promise<KeptLetter | undefined> {
  if (!isRecordId(id)) return undefined;
  const record = await store.get(RESERVED_COLLECTIONS.letters, id);
  return record && letterIn(record)[0];
}

function letterIn({ id, data }: StoredRecord): readonly KeptLetter[] {
  return isLetter(data) ? [{ ...data, id }] : [];
}

function matches(
  letter: KeptLetter,
  { provider, consumer, account, issue, types, status, since }: LetterFilter,
): boolean {
  return (
    (provider === undefined || letter.provider === provider) &&
    (consumer === undefined || letter.consumer === consumer) &&
    (account === undefined || letter.attributes['account'] === account) &&
    (issue === undefined || letter.issue === issue) &&
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
