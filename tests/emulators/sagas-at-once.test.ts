import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { days, hours } from '../../functions/src/core/durable/durations.ts';
import { instanceIn, instancePlace } from '../../functions/src/core/durable/instance-record.ts';
import { FirestoreInspection } from '../../functions/src/gcp/firestore/inspection.ts';
import { FirestoreStore } from '../../functions/src/gcp/firestore/store.ts';
import type { Store } from '../../functions/src/core/ledger/store.ts';
import { openDatabase, stateFileIn } from '../../local/database.ts';
import { SqliteStore } from '../../local/sqlite-store.ts';
import { temporaryStateDir } from '../../local/testing/state-dir.ts';
import { describeWithEmulators, uniqueProject } from './harness/suite.ts';
import { SagaCrowd } from './saga-crowd.ts';

const LEDGER = { database: '(default)', collectionPrefix: 'integration-' };
const DUE = { where: { field: 'dueAt', atMost: Date.now() + days(2) }, fields: [], limit: 10 } as const;

describeWithEmulators('durable sagas at which much happens at once', (emulators) => {
  let stores: readonly [FirestoreStore, FirestoreStore];
  let inspection: FirestoreInspection;

  beforeEach(() => {
    vi.stubEnv('GCLOUD_PROJECT', uniqueProject());
    vi.stubEnv('FIRESTORE_EMULATOR_HOST', emulators.firestore);
    stores = [new FirestoreStore(LEDGER), new FirestoreStore(LEDGER)];
    inspection = new FirestoreInspection(LEDGER);
  });
  afterEach(async () => {
    await Promise.all([...stores, inspection].map((open) => open[Symbol.asyncDispose]()));
    vi.unstubAllEnvs();
  });

  it('take 1,000 bounces of one campaign, each delivered to two instances at once, and count no attempt for their contention', async () => {
    const crowd = new SagaCrowd(stores);
    const commits = stores.map((store) => vi.spyOn(store, 'commitNew'));
    await crowd.events('bounced', 'spring', 1_000);
    await crowd.settle();
    const { collection, id } = instancePlace('storm', 'spring');
    const record = await stores[0].get(collection, id);
    expect(record && instanceIn(record.data).facts).toHaveLength(1_000);
    expect(await crowd.deedsOf('spring')).toEqual(['paused at 10']);
    crowd.aheadMs = hours(2);
    await crowd.wake();
    expect(await crowd.deedsOf('spring')).toEqual(['paused at 10', 'counted 1000']);

    const entries = await inspection.entries({ limit: 2_000, consumer: 'acme-onAcmeEvent' });
    expect(entries).toHaveLength(1_000);
    expect(entries.filter(({ attempts, status }) => attempts !== 1 || status !== 'done')).toEqual([]);
    expect(crowd.letters).toBe(0);
    // They were taken together: far fewer writes of the instance than bounces.
    const done = await Promise.all(commits.flatMap(({ mock }) => mock.results.map(({ value }) => value)));
    expect(done.filter(Boolean).length).toBeLessThan(300);
  });

  it('drain 510 that are due at the same moment, over two pages, without loss', async () => {
    await expectDrained(stores[0], 510);
  });
});

describe('durable sagas in the local store', () => {
  it('drain 10,000 that are due at the same moment, without loss', async () => {
    const database = openDatabase(stateFileIn(temporaryStateDir()), 'crash');
    onTestFinished(() => database.close());
    await expectDrained(new SqliteStore(database), 10_000);
  });
});

async function expectDrained(store: Store, count: number): Promise<void> {
  const crowd = new SagaCrowd([store]);
  const keys = Array.from({ length: count }, (_unused, index) => `p${index}`);
  await crowd.remindAtOnce(keys);
  crowd.aheadMs = days(1) + hours(1);
  expect((await crowd.wake()).woken).toBe(count);
  const reminded = await store.list('deeds', { limit: count + 1 });
  expect(reminded).toHaveLength(count);
  expect(new Set(reminded.map(({ data }) => JSON.stringify(data['deeds'])))).toEqual(new Set(['["reminded"]']));
  expect(await store.find('sagaInstances', DUE)).toEqual([]);
  expect(crowd.letters).toBe(0);
}
