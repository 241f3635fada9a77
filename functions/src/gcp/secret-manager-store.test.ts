import { PubSub } from '@google-cloud/pubsub';
import { protos, SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { FakeGrpcServer, type GrpcAnswer } from '../testing/fake-grpc-server.ts';
import { memoryPorts } from '../testing/memory-ports.ts';
import { SecretManagerStore } from './secret-manager-store.ts';

const {
  AccessSecretVersionRequest,
  AccessSecretVersionResponse,
  ListSecretVersionsRequest,
  ListSecretVersionsResponse,
} = protos.google.cloud.secretmanager.v1;

/** The project's number, which Secret Manager answers with where it was asked by the project's id. */
const SECRET = 'projects/123/secrets/stripe';
const REFUSED = { status: 7, message: 'Permission denied.' };

/** Secret Manager with one secret, as a server that the real client talks to. */
class FakeSecretManager {
  /** Enabled versions by number. */
  versions: Record<string, string> = { '9': 'nine', '10': 'ten', '2': 'two' };
  /** Answers in place of the secret. */
  onList: GrpcAnswer | undefined;
  onAccess: Record<string, GrpcAnswer> = {};
  readonly asked: string[] = [];

  list(request: Uint8Array): GrpcAnswer {
    const { parent, filter } = ListSecretVersionsRequest.decode(request);
    this.asked.push(`list ${parent} ${filter}`);
    if (this.onList !== undefined) return this.onList;
    const versions = Object.keys(this.versions).map((number) => ({ name: `${SECRET}/versions/${number}` }));
    return ListSecretVersionsResponse.encode({ versions }).finish();
  }

  access(request: Uint8Array): GrpcAnswer {
    const { name } = AccessSecretVersionRequest.decode(request);
    this.asked.push(`access ${name}`);
    const asked = name.slice(name.lastIndexOf('/') + 1);
    const answer = this.onAccess[asked];
    if (answer !== undefined) return answer;
    const number = asked === 'latest' ? '10' : asked;
    const value = this.versions[number];
    if (value === undefined) return { status: 5, message: 'Not found.' };
    const response = { name: `${SECRET}/versions/${number}`, payload: { data: Buffer.from(value) } };
    return AccessSecretVersionResponse.encode(response).finish();
  }
}

describe('the secret store, over gRPC to a server', () => {
  let fake: FakeSecretManager;
  let store: SecretManagerStore;
  const { log, lines } = memoryPorts();

  beforeEach(async () => {
    vi.stubEnv('GCLOUD_PROJECT', 'demo');
    fake = new FakeSecretManager();
    const server = new FakeGrpcServer({
      ListSecretVersions: (request) => fake.list(request),
      AccessSecretVersion: (request) => fake.access(request),
    });
    store = new SecretManagerStore(log, clientOf(await server.listen()));
    onTestFinished(() => server.close());
  });

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('gives the newest two enabled versions, newest first by number', async () => {
    expect(await store.versions('stripe')).toEqual([
      { value: 'ten', version: '10' },
      { value: 'nine', version: '9' },
    ]);
    expect(fake.asked).toEqual([
      'list projects/demo/secrets/stripe state:ENABLED',
      `access ${SECRET}/versions/10`,
      `access ${SECRET}/versions/9`,
    ]);
  });

  it('takes a full resource name as it stands', async () => {
    await store.versions('projects/other/secrets/stripe');
    expect(fake.asked[0]).toBe('list projects/other/secrets/stripe state:ENABLED');
  });

  it('gives the one version that a name ends in, and lists nothing', async () => {
    expect(await store.versions('stripe/versions/2')).toEqual([{ value: 'two', version: '2' }]);
    expect(await store.versions('projects/other/secrets/stripe/versions/latest')).toEqual([
      { value: 'ten', version: '10' },
    ]);
    expect(fake.asked).toEqual([
      'access projects/demo/secrets/stripe/versions/2',
      'access projects/other/secrets/stripe/versions/latest',
    ]);
  });

  it('gives the latest version where it may not list, and warns once for each secret', async () => {
    fake.onList = REFUSED;
    lines.splice(0);
    expect(await store.versions('stripe')).toEqual([{ value: 'ten', version: '10' }]);
    await store.versions('stripe');
    await store.versions('projects/other/secrets/stripe');
    expect(lines.map(({ severity, secret }) => [severity, secret])).toEqual([
      ['WARNING', 'projects/demo/secrets/stripe'],
      ['WARNING', 'projects/other/secrets/stripe'],
    ]);
  });

  it('leaves out an older version that was disabled or destroyed between the two calls', async () => {
    for (const status of [5, 9]) {
      fake.onAccess = { '9': { status, message: 'Gone.' } };
      expect(await store.versions('stripe')).toEqual([{ value: 'ten', version: '10' }]);
    }
  });

  it('gives nothing where every version is disabled', async () => {
    fake.versions = {};
    expect(await store.versions('stripe')).toEqual([]);
  });

  it.each([
    ['not-found', { status: 5, message: 'Not found.' }],
    ['denied', { status: 16, message: 'Unauthenticated.' }],
    ['unreachable', { status: 13, message: 'Internal.' }],
  ] as const)('says %s where listing ends so', async (reason, answer) => {
    fake.onList = answer;
    await expect(store.versions('stripe')).rejects.toMatchObject({ name: 'SecretAccessError', reason });
  });

  it.each([
    ['not-found', { status: 9, message: 'The version is disabled.' }],
    ['denied', REFUSED],
    ['unreachable', { status: 13, message: 'Internal.' }],
  ] as const)('says %s where reading the newest version ends so', async (reason, answer) => {
    fake.onAccess = { '10': answer };
    await expect(store.versions('stripe')).rejects.toMatchObject({ name: 'SecretAccessError', reason });
  });

  it('says not-found of a version that does not exist', async () => {
    await expect(store.versions('stripe/versions/77')).rejects.toMatchObject({ reason: 'not-found' });
  });

  it('says unreachable where nobody answers', async () => {
    fake.onList = 'nothing';
    await expect(store.versions('stripe')).rejects.toMatchObject({ reason: 'unreachable' });
  });

  it('never quotes a secret in an error', async () => {
    fake.onAccess = { '9': { status: 13, message: 'Internal.' } };
    const error: unknown = await store.versions('stripe').catch((thrown: unknown) => thrown);
    expect(String(error)).not.toContain('ten');
  });
});

it('a secret store whose client cannot be loaded says unreachable, and tries again', async () => {
  vi.stubEnv('GCLOUD_PROJECT', 'demo');
  onTestFinished(() => void vi.unstubAllEnvs());
  const load = vi.fn(() => Promise.reject(new Error('No such module.')));
  const store = new SecretManagerStore(memoryPorts().log, load);
  await expect(store.versions('stripe')).rejects.toMatchObject({ reason: 'unreachable' });
  await expect(store.versions('stripe')).rejects.toMatchObject({ reason: 'unreachable' });
  expect(load).toHaveBeenCalledTimes(2);
});

/** Google's client, talking to the fake without TLS and without looking for credentials. */
function clientOf(port: number): () => Promise<SecretManagerServiceClient> {
  const options = { clientOptions: { universeDomain: 'googleapis.com' } };
  const { sslCreds } = new PubSub({
    ...options,
    projectId: 'demo',
    apiEndpoint: `127.0.0.1:${port}`,
    emulatorMode: true,
  }).options;
  if (sslCreds === undefined) throw new Error('The Pub/Sub client no longer makes credentials for its emulator.');
  const client = new SecretManagerServiceClient({ ...options, apiEndpoint: '127.0.0.1', port, sslCreds });
  onTestFinished(() => client.close());
  return async () => client;
}
