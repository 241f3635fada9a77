import type { CollectionReference, Firestore, Query, QueryDocumentSnapshot } from '@google-cloud/firestore';
import { isRecordId } from '../../core/ledger/record-place.ts';
import type { LedgerPage, LedgerPages, LedgerQuery, LedgerReader } from '../../core/ledger/ledger-reader.ts';
import { RESERVED_COLLECTIONS, type LedgerEntry } from '../../core/ledger/store.ts';
import type { LetterQuery, LetterReader, LetterSummary } from '../../core/letters/letter-reader.ts';
import type { ConsumerTotals, ProviderTotals, Totals, TotalsReader } from '../../core/inspect/statistics.ts';
import type { Issue, IssueList, IssueQuery, IssueReader } from '../../core/letters/issues.ts';
import { isLetter, type KeptLetter } from '../../core/letters/letters.ts';
import type { RestTarget } from '../rest/google-rest.ts';
import { FirestoreConnection, type FirestoreOptions } from './connection.ts';
import { FirestoreDatabase } from './database.ts';
import { recordDocumentId, recordIn } from './documents.ts';
import { findEntries } from './entries.ts';
import { countOf } from './counts.ts';
import { listIssues, newestOfIssue, readIssue, type IssueSources } from './issues.ts';
import { summaryIn, summaryOf } from './letter-summaries.ts';

interface InspectionOptions extends FirestoreOptions {
  /** Put before the name of each collection. */
  readonly collectionPrefix: string;
}

const PAGE = 200;
/** How many letters one query looks through for those that match. */
const MAX_SCANNED = 2_000;

/**
 * Reads for people what the functions never ask for: the ledger's entries, dead letters by their time, counts,
 * collections. No index is needed but those that Firestore makes by itself.
 */
export class FirestoreInspection implements LedgerReader, LedgerPages, LetterReader, IssueReader, TotalsReader {
  readonly #connection: FirestoreConnection;
  readonly #database: FirestoreDatabase;
  readonly #prefix: string;

  /** @param target Where Firestore is, for the ledger; asked on first use. */
  constructor({ collectionPrefix, ...options }: InspectionOptions, target?: () => RestTarget) {
    this.#connection = new FirestoreConnection(options, target);
    this.#database = new FirestoreDatabase(options);
    this.#prefix = collectionPrefix;
  }

  async entries(query: LedgerQuery): Promise<readonly LedgerEntry[]> {
    return (await this.page(query)).entries.slice(0, query.limit);
  }

  page(query: LedgerQuery): Promise<LedgerPage> {
    return this.#connection.use((firestore) =>
      findEntries(firestore, this.#prefix + RESERVED_COLLECTIONS.ledger, query),
    );
  }

  async letters({ limit, eventId, issue, ...wanted }: LetterQuery): Promise<readonly LetterSummary[]> {
    const matches = (letter: LetterSummary) =>
      (wanted.provider === undefined || letter.provider === wanted.provider) &&
      (wanted.consumer === undefined || letter.consumer === wanted.consumer) &&
      (wanted.status === undefined || letter.status === wanted.status) &&
      (issue === undefined || letter.issue === issue);
    if (eventId !== undefined) {
      const { found } = await this.#read((letters) => letters.where('data.eventId', '==', eventId));
      return found
        .filter(matches)
        .toSorted((one, other) => other.time.localeCompare(one.time))
        .slice(0, limit);
    }
    const matching: LetterSummary[] = [];
    let after: QueryDocumentSnapshot | undefined;
    for (let scanned = 0; scanned < MAX_SCANNED && matching.length < limit; scanned += PAGE) {
      const { found, last } = await this.#read((letters) => {
        const all = issue === undefined ? letters.orderBy('data.time', 'desc') : newestOfIssue(letters, issue);
        const newest = all.limit(PAGE);
        return after === undefined ? newest : newest.startAfter(after);
      });
      matching.push(...found.filter(matches));
      after = last;
      if (last === undefined) break;
    }
    return matching.slice(0, limit);
  }

  async letter(id: string): Promise<KeptLetter | undefined> {
    if (!isRecordId(id)) return undefined;
    const document = await this.#database.use((client) =>
      client
        .collection(this.#prefix + RESERVED_COLLECTIONS.letters)
        .doc(recordDocumentId(id))
        .get(),
    );
    const contents = document.data();
    if (contents === undefined) return undefined;
    const { data } = recordIn(document.id, contents);
    return isLetter(data) ? { ...data, id } : undefined;
  }

  issues(query: IssueQuery): Promise<IssueList> {
    return this.#database.use((client) => listIssues(this.#issueSources(client), query));
  }

  issue(issue: string): Promise<Issue | undefined> {
    return this.#database.use((client) => readIssue(this.#issueSources(client), issue));
  }

  /** The collections that hold records, with the number of theirs. */
  async collections(): Promise<readonly { readonly name: string; readonly count: number }[]> {
    return this.#database.use(async (client) => {
      const all = await client.listCollections();
      const own = all.filter(
        ({ id }) => id.startsWith(this.#prefix) && id !== this.#prefix + RESERVED_COLLECTIONS.ledger,
      );
      return Promise.all(
        own.map(async (collection) => ({
          name: collection.id.slice(this.#prefix.length),
          count: await countOf(collection),
        })),
      );
    });
  }

  async totals({ providers, consumers }: Parameters<TotalsReader['totals']>[0]): Promise<Totals> {
    return this.#database.use(async (client) => {
      const ledger = client.collection(this.#prefix + RESERVED_COLLECTIONS.ledger);
      const letters = client.collection(this.#prefix + RESERVED_COLLECTIONS.letters);
      const [byProvider, byConsumer] = await Promise.all([
        Promise.all(providers.map(async (name) => [name, await providerTotals(letters, name)] as const)),
        Promise.all(consumers.map(async (name) => [name, await consumerTotals(ledger, name)] as const)),
      ]);
      return { providers: new Map(byProvider), consumers: new Map(byConsumer) };
    });
  }

  /** Closes the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#connection.close(), this.#database.close()]);
  }

  async #read(
    selection: (letters: CollectionReference) => Query,
  ): Promise<{ readonly found: readonly LetterSummary[]; readonly last: QueryDocumentSnapshot | undefined }> {
    const { docs } = await this.#database.use((client) =>
      summaryOf(selection(client.collection(this.#prefix + RESERVED_COLLECTIONS.letters))).get(),
    );
    return { found: docs.flatMap(summaryIn), last: docs.at(-1) };
  }

  #issueSources(client: Firestore): IssueSources {
    return {
      letters: client.collection(this.#prefix + RESERVED_COLLECTIONS.letters),
      ledger: client.collection(this.#prefix + RESERVED_COLLECTIONS.ledger),
    };
  }
}

async function providerTotals(letters: CollectionReference, provider: string): Promise<ProviderTotals> {
  const open = letters.where('data.provider', '==', provider).where('data.status', '==', 'open');
  return { openLetters: await countOf(open) };
}

async function consumerTotals(ledger: CollectionReference, consumer: string): Promise<ConsumerTotals> {
  const own = ledger.where('consumer', '==', consumer);
  const [handled, retrying, dead] = await Promise.all(
    ['done', 'open', 'dead'].map((status) => countOf(own.where('status', '==', status))),
  );
  return {
    ...(handled !== undefined && { handled }),
    ...(retrying !== undefined && { retrying }),
    ...(dead !== undefined && { dead }),
  };
}
