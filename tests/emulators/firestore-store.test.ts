import { setTimeout as delay } from 'node:timers/promises';
import { Firestore } from '@google-cloud/firestore';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decideClaim } from '../../functions/src/core/ledger/ledger.ts';
import { RETENTION } from '../../functions/src/core/ledger/retention.ts';
import type { LedgerQuery, LedgerReader } from '../../functions/src/core/ledger/ledger-reader.ts';
import type { LetterQuery } from '../../functions/src/core/letters/letter-reader.ts';
import type { LedgerEntry, RecordData } from '../../functions/src/core/ledger/store.ts';
import { emulatorOptions } from '../../functions/src/gcp/emulator.ts';
import { entryDocument } from '../../functions/src/gcp/firestore/documents.ts';
import { FirestoreInspection } from '../../functions/src/gcp/firestore/inspection.ts';
import { FirestoreStore } from '../../functions/src/gcp/firestore/store.ts';
import { issueConformance } from '../../functions/src/testing/issue-conformance.ts';
import { storeConformance } from '../../functions/src/testing/store-conformance.ts';
import { after, counted, granted, KEY, request, START } from '../../functions/src/testing/store-conformance/subject.ts';
import { startProxy, type Proxy } from './harness/proxy.ts';
import { describeWithEmulators, uniqueProject } from './harness/suite.ts';

const OPTIONS = { database: '(default)', collectionPrefix: 'integration-' };

/** The store of functions, with what tools read its ledger by. */
class ReadableStore extends FirestoreStore implements LedgerReader {
  readonly inspection = new FirestoreInspection(OPTIONS);

  entries(query: LedgerQuery): Promise<readonly LedgerEntry[]> {
    return this.inspection.entries(query);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([super[Symbol.asyncDispose](), this.inspection[Symbol.asyncDispose]()]);
  }
}

describeWithEmulators('Against the Firestore emulator', ({ firestore }) => {
  const open: ReadableStore[] = [];
  const firstUses: Promise<unknown>[] = [];

  beforeEach(() => {
    vi.stubEnv('FIRESTORE_EMULATOR_HOST', firestore);
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    // A client of Google that is terminated while it reads rejects in a promise that nobody can catch.
    await Promise.race([Promise.allSettled(firstUses), delay(5_000)]);
    await Promise.all(open.map((store) => store[Symbol.asyncDispose]()));
  });

  /** A store in its own project: nothing has to be cleaned away. */
  function storeIn(project: string): ReadableStore {
    vi.stubEnv('GCLOUD_PROJECT', project);
    const store = new ReadableStore({ ...OPTIONS, deadlineMs: 30_000 });
    // The project is read by the first use, and by then another test may have set its own.
    firstUses.push(
      ...[store.get('nothing', 'nothing'), store.entries({ limit: 1 })].map((use) => use.catch(() => undefined)),
    );
    open.push(store);
    return store;
  }

  storeConformance('the store in Firestore', () => storeIn(uniqueProject()), { concurrent: true });

  describe('the issues in Firestore', () => {
    issueConformance(() => {
      const store = storeIn(uniqueProject());
      return { store, issues: store.inspection, letters: store.inspection };
    });
  });

  it('a command that was written, and whose answer got lost, is not applied a second time', async () => {
    const store = storeIn(uniqueProject());
    const { token } = await granted(store);
    const fence = { key: KEY, token, now: START };
    expect(await store.commit(fence, 'saga/Count', [counted], false)).toBe(true);
    expect(await store.commit(fence, 'saga/Count', [counted], false)).toBe(true);
    expect((await store.get('counters', 'one'))?.data).toEqual({ count: 1 });
  });

  describe('the documents', () => {
    let project: string;
    let client: Firestore;

    beforeEach(() => {
      project = uniqueProject();
      client = new Firestore({ projectId: project, ...emulatorOptions('FIRESTORE_EMULATOR_HOST') });
    });
    afterEach(() => client.terminate());

    it('of the ledger carry the time after which they may be deleted', async () => {
      await granted(storeIn(project));
      const { docs } = await client.collection('integration-ledger').get();
      expect(docs.map((document) => document.get('expireAt').toMillis())).toEqual([
        START.getTime() + RETENTION.ledgerEntry.ms,
      ]);
    });

    it('of the records are at their own ids, plain enough for an app to read', async () => {
      await storeIn(project).write([counted]);
      const document = await client.doc('integration-counters/one').get();
      expect(document.data()).toEqual({ version: 1, data: { count: 1 }, updatedAt: expect.anything() });
    });

    it('of the records are never read at a moment before they were written', async () => {
      const store = storeIn(project);
      let read = new Date(0);
      const looking = {
        ...counted,
        mutate: (current: RecordData | undefined, readAt: Date) => {
          read = readAt;
          return counted.mutate(current);
        },
      };
      for (let round = 0; round < 20; round++) {
        const before = Date.now();
        await store.write([counted]);
        const written = (await client.doc('integration-counters/one').get()).updateTime?.toMillis() ?? Infinity;
        await store.write([looking]);
        expect(read.getTime()).toBeGreaterThanOrEqual(written);
        expect(read.getTime()).toBeGreaterThanOrEqual(before);
      }
    });

    it('of the ledger are found behind many that are not asked for', async () => {
      const batch = client.batch();
      for (let index = 0; index < 400; index++) {
        const { event } = request();
        const asked = request({
          key: { ...KEY, id: `evt_${index}` },
          event: { ...event, eventType: index === 0 ? 'rare' : 'common' },
          now: after(index),
        });
        const { next } = decideClaim(undefined, asked);
        if (next !== undefined) batch.set(client.doc(`integration-ledger/${index}`), entryDocument(next));
      }
      await batch.commit();
      const store = storeIn(project);
      expect((await store.entries({ limit: 5, eventType: 'rare' })).map(({ id }) => id)).toEqual(['evt_0']);
      expect((await store.entries({ limit: 350 })).map(({ id }) => id)).toEqual(
        Array.from({ length: 350 }, (_, index) => `evt_${399 - index}`),
      );
    });
  });

  it('letters of a status are found behind more newer ones than are looked through', async () => {
    const store = storeIn(uniqueProject());
    const [open, redriven] = [Array.from({ length: 4 }, () => 'open'), Array.from({ length: 4 }, () => 'redriven')];
    const statuses = ['dismissed', ...open, ...redriven];
    for (const [index, status] of statuses.entries()) {
      const letter = { status, provider: 'acme', reason: 'No.', attempts: 1, attributes: {}, bytes: 0 };
      const data = { ...letter, messageId: String(index), time: after(index * 1_000).toISOString() };
      await store.write([{ collection: 'deadLetters', id: `letter_${index}`, mutate: () => data }]);
    }
    await using inspection = new FirestoreInspection({ ...OPTIONS, mostLetters: 3, deadlineMs: 30_000 });
    const found = async (query: LetterQuery) => (await inspection.letters(query)).map(({ messageId }) => messageId);
    expect(await found({ limit: 9 })).toEqual(['8', '7', '6']);
    expect(await found({ status: 'dismissed', limit: 9 })).toEqual(['0']);
    expect(await found({ status: 'redriven', provider: 'acme', limit: 2 })).toEqual(['8', '7']);
    // None of them is among the newest three: three are shown all the same.
    expect(await found({ status: 'open', limit: 9 })).toHaveLength(3);
    expect(await inspection.count({ status: 'open', provider: 'acme' })).toBe(4);
  });

  it('a record that is too large for Firestore is refused for good, not tried again for ever', async () => {
    const store = storeIn(uniqueProject());
    const large = { collection: 'orders', id: 'o1', mutate: () => ({ text: 'x'.repeat(1_100_000) }) };
    await expect(store.write([large])).rejects.toMatchObject({ name: 'PermanentError' });
  });

  describe('with a network that loses what it carries', () => {
    const DEADLINE_MS = 3_000;
    let proxy: Proxy;
    let store: FirestoreStore;

    beforeEach(async () => {
      proxy = await startProxy(firestore);
      vi.stubEnv('FIRESTORE_EMULATOR_HOST', proxy.host);
      vi.stubEnv('GCLOUD_PROJECT', uniqueProject());
      // Without Google's client, which would go on trying to read through a proxy that is gone.
      store = new FirestoreStore({ ...OPTIONS, deadlineMs: DEADLINE_MS });
      await store.write([counted]);
    });
    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      proxy.close();
    });

    const count = async () => (await store.get('counters', 'one'))?.data['count'];

    it('a step on a connection that falls silent is done within its deadline by another one', async () => {
      proxy.freeze();
      // It would have been rejected at its deadline.
      await store.write([counted]);
      await store.write([counted]);
      expect(await count()).toBe(3);
    });

    it('a step is over by its deadline where every connection is silent, and the next one works once they are not', async () => {
      proxy.stall();
      await expect(store.write([counted])).rejects.toThrow(`Firestore did not answer within ${DEADLINE_MS} ms.`);
      proxy.resume();
      await store.write([counted]);
      expect(await count()).toBe(2);
    });

    it('a step survives a connection that is reset under it', async () => {
      proxy.cut();
      await store.write([counted]);
      expect(await count()).toBe(2);
    });
  });
});
