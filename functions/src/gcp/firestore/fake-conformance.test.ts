import { beforeEach, onTestFinished, vi } from 'vitest';
import { entryOf, matches } from '../../core/ledger/ledger.ts';
import type { LedgerEntry, LedgerQuery, LedgerReader } from '../../core/ledger/store.ts';
import { FakeFirestore } from '../../testing/fake-firestore.ts';
import { storeConformance } from '../../testing/store-conformance.ts';
import { entryIn } from './documents.ts';
import { FirestoreStore } from './store.ts';
import { decodeFields } from './values.ts';

/** The store over the fake, whose ledger is read from the fake's documents. */
class ReadableStore extends FirestoreStore implements LedgerReader {
  readonly #fake: FakeFirestore;

  constructor(fake: FakeFirestore, origin: string) {
    const credentials = { headers: async () => ({}), projectId: async () => 'shop', renew: () => undefined };
    super({ database: '(default)', collectionPrefix: 'integration-' }, () => ({ origin, credentials }));
    this.#fake = fake;
  }

  async entries(query: LedgerQuery): Promise<readonly LedgerEntry[]> {
    return this.#fake
      .fieldsIn('integration-ledger')
      .map((fields) => entryOf(entryIn(decodeFields({ ...fields }))))
      .filter((entry) => matches(entry, query))
      .toSorted((one, other) => other.updatedAt.localeCompare(one.updatedAt))
      .slice(0, query.limit);
  }
}

beforeEach(() => {
  vi.stubEnv('GCLOUD_PROJECT', 'shop');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
});

storeConformance('The store in Firestore, over the fake of it', async () => {
  const fake = new FakeFirestore();
  const store = new ReadableStore(fake, await fake.server.listen());
  onTestFinished(async () => {
    await store[Symbol.asyncDispose]();
    await fake.server.close();
  });
  return store;
});
