import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RecordData, Store } from '../../core/ledger/store.ts';
import { isJsonObject } from '../../core/event/json.ts';
import { increment } from '../../core/logic/increment.ts';
import { FakeFirestore } from '../../testing/fake-firestore.ts';
import { refusal } from '../../testing/fake-rest-server.ts';
import {
  after,
  counted,
  fence,
  granted,
  KEY,
  permanent,
  request,
  transient,
} from '../../testing/store-conformance/subject.ts';
import { FirestoreStore } from './store.ts';

const OPTIONS = { database: '(default)', collectionPrefix: 'integration-' };

const COUNT = { name: 'saga/Count', mutations: [counted] };

/** What Firestore answers if a condition of a commit does not hold. */
const overtaken = refusal(400, 'FAILED_PRECONDITION', 'The stored version does not match the required base version.');

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

describe('a write to Firestore whose answer got lost is known for the own one, and not made a second time', () => {
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

  it.each<[string, (store: Store, held: ReturnType<typeof fence>) => Promise<boolean>, string]>([
    ['given up', (subject, held) => subject.bury(held, [permanent('saga/Count')], [counted]), 'dead'],
    ['given back', (subject, held) => subject.release(held, [transient('saga/Count')], [counted]), 'claimed'],
  ])('where records were changed as the event was %s', async (_what, step, status) => {
    const claim = await granted(store);
    fake.plan.push('done', 'lost');
    expect(await step(store, fence(claim))).toBe(true);
    expect(await store.get('counters', 'one')).toEqual({ id: 'one', version: 1, data: { count: 1 } });
    expect(await store.claim(request({ now: after(2_000) }))).toMatchObject({ status });
  });

  it('where a record was removed, whatever is written in its place later', async () => {
    await store.write([counted]);
    const removal = { ...counted, mutate: (current?: RecordData) => current && { ...current }, removes: () => true };
    fake.plan.push('done', 'lost');
    await store.write([removal]);
    expect(await store.get('counters', 'one')).toBeUndefined();

    await store.write([counted]);
    const claim = await granted(store);
    fake.plan.push('done', 'lost');
    expect(await store.commit(fence(claim), 'saga/Remove', [removal], true)).toBe(true);
    await store.write([counted]);
    expect(await store.get('counters', 'one')).toEqual({ id: 'one', version: 1, data: { count: 1 } });
    fake.plan.push('done', 'lost');
    const commands = [{ name: 'saga/Remove', mutations: [removal] }];
    expect(await store.commitNew([{ request: request({ key: { ...KEY, id: 'evt_2' } }), commands }])).toBe(true);
    expect(await store.get('counters', 'one')).toBeUndefined();
  });

  it.each([
    ['at once', ['done', 'lost'] as const],
    ['after another event had changed their record', ['done', overtaken, 'done', 'lost'] as const],
  ])('where twenty new events were handled in one commit %s, or their claims find them done', async (_when, plan) => {
    const requests = Array.from({ length: 20 }, (_unused, index) => request({ key: { ...KEY, id: `evt_${index}` } }));
    fake.plan.push(...plan);
    const handled = await store.commitNew(requests.map((one) => ({ request: one, commands: [COUNT] })));
    const claims = await Promise.all(requests.map((one) => store.claim(one)));
    expect(handled || claims.every(({ status }) => status === 'done')).toBe(true);
    expect(await store.get('counters', 'one')).toEqual({ id: 'one', version: 1, data: { count: 20 } });
  });

  it.each([
    ['at once', ['done', 'lost'] as const],
    ['after another event had changed its record', ['done', overtaken, 'done', 'lost'] as const],
  ])('where a new event was handled in one commit %s, or its claim finds it done', async (_when, plan) => {
    fake.plan.push(...plan);
    const handled = await store.commitNew([{ request: request(), commands: [COUNT] }]);
    expect(handled || (await store.claim(request())).status === 'done').toBe(true);
    expect(await store.get('counters', 'one')).toEqual({ id: 'one', version: 1, data: { count: 1 } });
  });
});

describe('an event that only changes records', () => {
  it('costs one read and two writes in two calls if it changes one record', async () => {
    expect(await store.commitNew([{ request: request(), commands: [COUNT, { ...COUNT, name: 'saga/Again' }] }])).toBe(
      true,
    );
    expect(fake.calls.map(({ method, body }) => [method, documentsIn(body)])).toEqual([
      ['batchGet', 1],
      ['commit', 2],
    ]);
  });

  it('costs no read and two writes in one call if it only adds to numbers', async () => {
    const mutations = [{ collection: 'counters', id: 'one', mutate: increment({ count: 1 }) }];
    expect(await store.commitNew([{ request: request(), commands: [{ name: 'saga/Add', mutations }] }])).toBe(true);
    expect(fake.calls.map(({ method, body }) => [method, documentsIn(body)])).toEqual([['commit', 2]]);
  });

  it('is applied to the record as another event left it meanwhile', async () => {
    await store.write([counted]);
    fake.plan.push('done', overtaken);
    expect(await store.commitNew([{ request: request(), commands: [COUNT] }])).toBe(true);
    expect(await store.get('counters', 'one')).toMatchObject({ version: 2, data: { count: 2 } });
  });

  it('is left to a claim if other events keep changing its record, and nothing of it is written', async () => {
    fake.plan.push('done', overtaken, 'done', overtaken);
    expect(await store.commitNew([{ request: request(), commands: [COUNT] }])).toBe(false);
    expect(await store.get('counters', 'one')).toBeUndefined();
    expect((await store.claim(request())).status).toBe('claimed');
  });

  it('is not left to a claim while Firestore cannot be reached', async () => {
    fake.plan.push('done', ...Array.from({ length: 9 }, () => refusal(403, 'PERMISSION_DENIED', 'No access.')));
    await expect(store.commitNew([{ request: request(), commands: [COUNT] }])).rejects.toThrow('No access.');
  });
});

/** How many documents a call reads or writes. */
function documentsIn(body: unknown): number | undefined {
  if (!isJsonObject(body)) return undefined;
  const documents = body['documents'] ?? body['writes'];
  return Array.isArray(documents) ? documents.length : undefined;
}
