import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { FakeFirestore } from '../../testing/fake-firestore.ts';
import { refusal, type RestAnswer } from '../../testing/fake-rest-server.ts';
import { FirestoreConnection } from './connection.ts';
import type { DocumentWrite, FirestoreRest } from './rest-api.ts';

const ROOT = 'projects/shop/databases/(default)/documents/';
const GENEROUS_MS = 20_000;
const AWKWARD = ['orders/ü 🌍', 'orders/%2F?a=b&c', "orders/';--", 'orders/~.'];

let fake: FakeFirestore;
let origin: string;

beforeEach(async () => {
  vi.stubEnv('GCLOUD_PROJECT', 'shop');
  vi.stubEnv('GOOGLE_CLOUD_PROJECT', undefined);
  vi.stubEnv('FIREBASE_CONFIG', undefined);
  fake = new FakeFirestore();
  origin = await fake.server.listen();
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await fake.server.close();
  });
});

function connect({ database = '(default)', deadlineMs = GENEROUS_MS } = {}): FirestoreConnection {
  const credentials = {
    headers: async () => ({}),
    projectId: async () => 'from-metadata',
    renew: () => undefined,
  };
  const connection = new FirestoreConnection({ database, deadlineMs }, () => ({ origin, credentials }));
  onTestFinished(() => connection.close());
  return connection;
}

/** Uses Firestore once, on its own connection. */
function use<T>(run: (firestore: FirestoreRest) => Promise<T>): Promise<T> {
  return connect().use(run);
}

const created = (path: string, data = {}): DocumentWrite => ({ path, data, replaces: undefined });

describe('reading documents by REST', () => {
  it('gives them in the order in which they were asked for, and undefined if there is none', async () => {
    await use((firestore) => firestore.commit([created('orders/a', { n: 1 }), created('orders/b', { n: 2 })]));
    const { documents, readAt } = await use((firestore) => firestore.read(['orders/b', 'orders/none', 'orders/a']));
    expect(readAt).toEqual(new Date('2026-11-23T12:00:00.123Z'));
    const updateTime = expect.stringMatching(/^2026-11-23T12:00:00\.\d{6}Z$/);
    expect(documents).toEqual([
      { path: 'orders/b', data: { n: 2 }, updateTime },
      undefined,
      { path: 'orders/a', data: { n: 1 }, updateTime },
    ]);
  });

  it('asks nothing for nothing', async () => {
    expect(await use((firestore) => firestore.read([]))).toMatchObject({ documents: [] });
    expect(fake.calls).toEqual([]);
  });

  it('takes any id', async () => {
    await use((firestore) => firestore.commit(AWKWARD.map((path) => created(path, { path }))));
    const { documents } = await use((firestore) => firestore.read(AWKWARD));
    expect(documents.map((document) => document?.data)).toEqual(AWKWARD.map((path) => ({ path })));
  });

  it.each(['orders/', 'orders/a/b', 'orders/.', 'orders/__x__', 'orders/\uD800', `orders/${'x'.repeat(1_501)}`])(
    'rejects for good where Firestore can never have %j',
    async (path) => {
      const reading = use((firestore) => firestore.read([path]));
      await expect(reading).rejects.toMatchObject({ name: 'PermanentError', cause: { status: 'INVALID_ARGUMENT' } });
      expect(fake.calls).toHaveLength(1);
    },
  );

  it('does not take silence about a document for its absence', async () => {
    fake.plan.push({ status: 200, body: [{ missing: `${ROOT}orders/a` }] });
    const reading = use((firestore) => firestore.read(['orders/a', 'orders/b']));
    await expect(reading).rejects.toThrow('Firestore said nothing about orders/b.');
  });

  it('names project and database, where the project is not in the environment after the credentials', async () => {
    vi.stubEnv('GCLOUD_PROJECT', undefined);
    const connection = connect({ database: 'integrations' });
    await connection.use((firestore) => firestore.read(['orders/a']));
    const database = 'projects/from-metadata/databases/integrations';
    expect(fake.calls).toEqual([
      {
        method: 'batchGet',
        path: `/v1/${database}/documents:batchGet`,
        body: { documents: [`${database}/documents/orders/a`] },
      },
    ]);
  });

  it('stays with the project that was there at its first use', async () => {
    const connection = connect();
    await connection.use((firestore) => firestore.read(['orders/a']));
    vi.stubEnv('GCLOUD_PROJECT', 'another');
    await connection.use((firestore) => firestore.read(['orders/a']));
    expect(fake.calls.map(({ path }) => path.split('/')[3])).toEqual(['shop', 'shop']);
  });
});

describe('listing documents by REST', () => {
  it('asks for a page behind an id, and leaves out answers without a document', async () => {
    const document = { name: `${ROOT}orders/b`, fields: { n: { integerValue: '1' } }, updateTime: '1' };
    fake.plan.push({ status: 200, body: [{ document, readTime: '2' }, { readTime: '2' }] });
    const page = await use((firestore) => firestore.list('orders', { limit: 2, after: 'a' }));
    expect(page).toEqual([{ path: 'orders/b', data: { n: 1 }, updateTime: '1' }]);
    expect(fake.calls[0]?.body).toEqual({
      structuredQuery: {
        from: [{ collectionId: 'orders' }],
        orderBy: [{ field: { fieldPath: '__name__' } }],
        startAt: { values: [{ referenceValue: `${ROOT}orders/a` }], before: false },
        limit: 2,
      },
    });
  });

  it('rejects where the stream fails half-way', async () => {
    const error = { code: 500, status: 'INTERNAL', message: 'Oh.' };
    fake.plan.push({ status: 200, body: [{ document: { name: `${ROOT}orders/b`, updateTime: '1' } }, { error }] });
    const listing = use((firestore) => firestore.list('orders', { limit: 2, after: undefined }));
    await expect(listing).rejects.toMatchObject({ status: 'INTERNAL' });
  });

  it('rejects for good where the stream says that it was asked for something impossible', async () => {
    const error = { code: 400, status: 'INVALID_ARGUMENT', message: 'No.' };
    fake.plan.push({ status: 200, body: [{ error }] });
    const listing = use((firestore) => firestore.list('orders', { limit: 2, after: undefined }));
    await expect(listing).rejects.toMatchObject({ name: 'PermanentError' });
  });
});

describe('writing documents by REST', () => {
  it('sets the condition that there is none, or that it is still as it was read', async () => {
    await use((firestore) => firestore.commit([created('orders/a', { n: 1, gone: true })]));
    await use(async (firestore) => {
      const {
        documents: [replaces],
      } = await firestore.read(['orders/a']);
      return firestore.commit([{ path: 'orders/a', data: { n: 2 }, replaces }, created('orders/b')]);
    });
    expect(fake.calls.at(-1)?.body).toEqual({
      writes: [
        {
          update: { name: `${ROOT}orders/a`, fields: { n: { integerValue: '2' } } },
          currentDocument: { updateTime: '2026-11-23T12:00:00.123001Z' },
        },
        { update: { name: `${ROOT}orders/b`, fields: {} }, currentDocument: { exists: false } },
      ],
    });
  });

  it('writes none where one was written meanwhile, and says so', async () => {
    const both = [created('orders/a'), created('orders/b')];
    await use((firestore) => firestore.commit([created('orders/b')]));
    expect(await use((firestore) => firestore.commit(both))).toBe(false);
    expect(await use((firestore) => firestore.read(['orders/a']))).toMatchObject({ documents: [undefined] });
  });

  it.each([
    [404, 'NOT_FOUND'],
    [409, 'ALREADY_EXISTS'],
    [400, 'FAILED_PRECONDITION'],
    [409, 'ABORTED'],
  ])('takes %d %s for having been overtaken', async (code, status) => {
    fake.plan.push(refusal(code, status));
    expect(await use((firestore) => firestore.commit([created('orders/a')]))).toBe(false);
    expect(fake.calls).toHaveLength(1);
  });

  it.each<[string, RestAnswer]>([
    ['a document too large', refusal(400, 'INVALID_ARGUMENT', 'maximum entity size is 1048576 bytes')],
    ['a document whose name may mislead', refusal(400, 'INVALID_ARGUMENT', 'Document transactions/t1 is too large.')],
    ['a commit too large', refusal(400, 'INVALID_ARGUMENT', 'Transaction too big. Decrease transaction size.')],
    ['a request that does not get as far as Firestore', { status: 413, body: {} }],
  ])('gives up for good on %s', async (_what, answer) => {
    fake.plan.push(answer);
    const writing = use((firestore) => firestore.commit([created('orders/a')]));
    await expect(writing).rejects.toMatchObject({ name: 'PermanentError', cause: { name: 'RestError' } });
    expect(fake.calls).toHaveLength(1);
  });

  it.each([
    [400, 'INVALID_ARGUMENT', 'The referenced transaction has expired or is no longer valid.'],
    [403, 'PERMISSION_DENIED', 'Missing or insufficient permissions.'],
  ])('hands on %d %s as it is: it may work another time', async (code, status, message) => {
    fake.plan.push(refusal(code, status, message));
    const writing = use((firestore) => firestore.commit([created('orders/a')]));
    const said = { name: 'RestError', code, status, message: `Firestore answered ${code}: ${message}` };
    await expect(writing).rejects.toMatchObject(said);
    expect(fake.calls).toHaveLength(1);
  });

  it.each([
    [429, 'RESOURCE_EXHAUSTED'],
    [500, 'INTERNAL'],
    [503, 'UNAVAILABLE'],
  ])('tries again after %d %s', async (code, status) => {
    fake.plan.push(refusal(code, status), refusal(code, status));
    expect(await use((firestore) => firestore.commit([created('orders/a')]))).toBe(true);
    expect(fake.calls).toHaveLength(3);
  });
});

describe('a use of Firestore', () => {
  it('is over by its deadline if nothing is answered', async () => {
    fake.plan.push(...Array.from({ length: 9 }, () => 'nothing' as const));
    const using = connect({ deadlineMs: 300 }).use((firestore) => firestore.read(['orders/a']));
    await expect(using).rejects.toThrow('Firestore did not answer within 300 ms.');
  });

  it('begins no call once it is over', async () => {
    const over = Promise.withResolvers<void>();
    const late = Promise.withResolvers<unknown>();
    const using = connect({ deadlineMs: 100 }).use(async (firestore) => {
      await over.promise;
      const commit = firestore.commit([created('orders/a')]);
      late.resolve(commit);
      return commit;
    });
    await expect(using).rejects.toThrow('Firestore did not answer within 100 ms.');
    over.resolve();
    await expect(late.promise).rejects.toThrow('within 100 ms');
    expect(fake.calls).toEqual([]);
  });
});
