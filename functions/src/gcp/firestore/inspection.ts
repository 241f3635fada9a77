import type { CollectionReference, Firestore } from '@google-cloud/firestore';
import { isRecordId } from '../../core/ledger/record-place.ts';
import type { LedgerPage, LedgerPages, LedgerQuery, LedgerReader } from '../../core/ledger/ledger-reader.ts';
import { RESERVED_COLLECTIONS, type LedgerEntry } from '../../core/ledger/store.ts';
import type { LetterQuery, LetterReader, LetterSelection, LetterSummary } from '../../core/letters/letter-reader.ts';
import type { ConsumerTotals, ProviderTotals, Totals, TotalsReader } from '../../core/inspect/statistics.ts';
import type { Issue, IssueList, IssueQuery, IssueReader } from '../../core/letters/issues.ts';
import { isLetter, type KeptLetter } from '../../core/letters/letters.ts';
import type { RestTarget } from '../rest/google-rest.ts';
import { FirestoreConnection, type FirestoreOptions } from './connection.ts';
import { FirestoreDatabase } from './database.ts';
import { recordDocumentId, recordIn } from './documents.ts';
import { findEntries } from './entries.ts';
import { countOf } from './counts.ts';
import { listIssues, readIssue, type IssueSources } from './issues.ts';
import { countLetters, findLetters } from './letters.ts';

interface InspectionOptions extends FirestoreOptions {
  /** Put before the name of each collection. */
  readonly collectionPrefix: string;
  /** The most letters that a list has, and that are looked through for it; 2,000 by default. */
  readonly mostLetters?: number;
}

/** Two of the lists of the console. */
const MOST_LETTERS = 2_000;

/**
 * Reads for people what the functions never ask for: the ledger's entries, dead letters by their time, counts,
 * collections. No index is needed but those that Firestore makes by itself.
 */
export class FirestoreInspection implements LedgerReader, LedgerPages, LetterReader, IssueReader, TotalsReader {
  readonly #connection: FirestoreConnection;
  readonly #database: FirestoreDatabase;
  readonly #prefix: string;
  readonly #mostLetters: number;

  /** @param target Where Firestore is, for the ledger; asked on first use. */
  constructor(
    { collectionPrefix, mostLetters = MOST_LETTERS, ...options }: InspectionOptions,
    target?: () => RestTarget,
  ) {
    this.#connection = new FirestoreConnection(options, target);
    this.#database = new FirestoreDatabase(options);
    this.#prefix = collectionPrefix;
    this.#mostLetters = mostLetters;
  }

  async entries(query: LedgerQuery): Promise<readonly LedgerEntry[]> {
    return (await this.page(query)).entries.slice(0, query.limit);
  }

  page(query: LedgerQuery): Promise<LedgerPage> {
    return this.#connection.use((firestore) =>
      findEntries(firestore, this.#prefix + RESERVED_COLLECTIONS.ledger, query),
    );
  }

  letters(query: LetterQuery): Promise<readonly LetterSummary[]> {
    return this.#database.use((client) => findLetters(this.#letters(client), query, this.#mostLetters));
  }

  count(selection: LetterSelection): Promise<number> {
    return this.#database.use((client) => countLetters(this.#letters(client), selection));
  }

  async letter(id: string): Promise<KeptLetter | undefined> {
    if (!isRecordId(id)) return undefined;
    const document = await this.#database.use((client) => this.#letters(client).doc(recordDocumentId(id)).get());
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
      const letters = this.#letters(client);
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

  #letters(client: Firestore): CollectionReference {
    return client.collection(this.#prefix + RESERVED_COLLECTIONS.letters);
  }

  #issueSources(client: Firestore): IssueSources {
    return {
      letters: this.#letters(client),
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
