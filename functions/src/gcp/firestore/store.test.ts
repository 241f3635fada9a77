import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Store } from '../../core/ledger/store.ts';
import { FakeFirestore } from '../../testing/fake-firestore.ts';
import { after, counted, fence, granted, permanent, request } from '../../testing/store-conformance/subject.ts';
import { FirestoreStore } from './store.ts';

const OPTIONS = { database: '(default)', collectionPrefix: 'integration-' };

describe('a write to Firestore whose answer got lost is known for the own one, and not made a second time', () => {
  let fake: FakeFirestore;
  let store: FirestoreStore;

  beforeEach(async () => {
    vi.stubEnv('GCLOUD_PROJECT', 'shop');
    fake = new FakeFirestore();
    const origin = await fake.server.listen();
    const credentials = { headers: async () => ({}), projectId: async () => '', renew: () => undefined };
    store = new FirestoreStore(OPTIONS, () => ({ origin, credentials }));
    onTestFinished(async () => {
      vi.unstubAllEnvs();
      await store[Symbol.asyncDispose]();
      await fake.server.close();
    });
  });

  it('where a new event was claimed', async () => {
    fake.plan.push('lost');
    const claim = await granted(store);
    expect(claim.attempts).toBe(1);
    expect(await store.complete(fence(claim))).toBe(true);
  });

  it('where an event was claimed again', async () => {
    const first = await granted(store);
    await store.release(fence(first), [{ command: 'saga/Count', message: 'Later.', permanent: false }]);
    // There already; read; written, and the answer lost.
    fake.plan.push('done', 'done', 'lost');
    const second = await granted(store, { now: after(1_000) });
    expect(second.attempts).toBe(2);
    expect(await store.complete(fence(second))).toBe(true);
  });

  it.each([
    ['one of several commands', false],
    ['the last command', true],
  ])('where %s was done', async (_which, last) => {
    const claim = await granted(store);
    fake.plan.push('done', 'lost');
    expect(await store.commit(fence(claim), 'saga/Count', [counted], last)).toBe(true);
    expect(await store.get('counters', 'one')).toEqual({ id: 'one', version: 1, data: { count: 1 } });
  });

  it.each<[string, (store: Store, held: ReturnType<typeof fence>) => Promise<boolean>, string]>([
    ['done', (subject, held) => subject.complete(held), 'done'],
    ['given up', (subject, held) => subject.bury(held, [permanent('saga/Count')]), 'dead'],
    ['given back', (subject, held) => subject.release(held, []), 'claimed'],
  ])('where the event was %s', async (_what, step, status) => {
    const claim = await granted(store);
    fake.plan.push('done', 'lost');
    expect(await step(store, fence(claim))).toBe(true);
    expect(await store.claim(request({ now: after(2_000) }))).toMatchObject({ status });
  });
});
