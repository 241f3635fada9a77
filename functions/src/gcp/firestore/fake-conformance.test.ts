import { beforeEach, onTestFinished, vi } from 'vitest';
import type { LedgerQuery, LedgerReader } from '../../core/ledger/ledger-reader.ts';
import type { LedgerEntry } from '../../core/ledger/store.ts';
import { FakeFirestore } from '../../testing/fake-firestore.ts';
import { storeConformance } from '../../testing/store-conformance.ts';
import { FirestoreInspection } from './inspection.ts';
import { FirestoreStore } from './store.ts';

const OPTIONS = { database: '(default)', collectionPrefix: 'integration-' };

/** The store over the fake, with the reader of tools, which asks the fake for entries as it asks Firestore. */
class ReadableStore extends FirestoreStore implements LedgerReader {
  readonly #inspection: FirestoreInspection;

  constructor(origin: string) {
    const credentials = { headers: async () => ({}), projectId: async () => 'shop', renew: () => undefined };
    const target = () => ({ origin, credentials });
    super(OPTIONS, target);
    this.#inspection = new FirestoreInspection(OPTIONS, target);
  }

  entries(query: LedgerQuery): Promise<readonly LedgerEntry[]> {
    return this.#inspection.entries(query);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([super[Symbol.asyncDispose](), this.#inspection[Symbol.asyncDispose]()]);
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
  const store = new ReadableStore(await fake.server.listen());
  onTestFinished(async () => {
    await store[Symbol.asyncDispose]();
    await fake.server.close();
  });
  return store;
});
