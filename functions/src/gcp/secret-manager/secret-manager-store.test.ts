import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SecretAccessError } from '../../core/ports.ts';
import { FakeSecretManager } from '../../testing/fake-secret-manager.ts';
import { memoryPorts } from '../../testing/memory-ports.ts';
import { grpcTo, restTo } from '../../testing/secret-managers.ts';
import { SecretManagerStore } from './secret-manager-store.ts';

/** The project's number, which Secret Manager answers with where it was asked by the project's id. */
const SECRET = 'projects/123/secrets/stripe';

describe.each([
  ['by REST', restTo],
  ["by Google's client", grpcTo],
])('the secret store, %s to a server', (_way, connect) => {
  let fake: FakeSecretManager;
  let store: SecretManagerStore;
  const { log, lines } = memoryPorts();

  beforeEach(async () => {
    vi.stubEnv('GCLOUD_PROJECT', 'demo');
    fake = new FakeSecretManager();
    store = new SecretManagerStore(log, await connect(fake));
  });

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('gives the newest two enabled versions, newest first by number', async () => {
    expect(await store.versions('stripe')).toEqual([
      { value: 'ten', version: '10' },
      { value: 'nine', version: '9' },
    ]);
  });

  it('reads the latest version while it lists, and then what is not read yet', async () => {
    await store.versions('stripe');
    expect(fake.asked.toSorted()).toEqual([
      'access projects/123/secrets/stripe/versions/9',
      'access projects/demo/secrets/stripe/versions/latest',
      'list projects/demo/secrets/stripe state:ENABLED',
    ]);
  });

  it('reads the latest version and the one before it without a list, if many secrets are read', async () => {
    const both = [
      { value: 'ten', version: '10' },
      { value: 'nine', version: '9' },
    ];
    expect(await store.versions('stripe', { unlisted: true })).toEqual(both);
    fake.onAccess = { '9': 'FAILED_PRECONDITION' };
    expect(await store.versions('stripe', { unlisted: true })).toEqual(both.slice(0, 1));
    expect(fake.asked.filter((call) => call.startsWith('list'))).toEqual([]);
  });

  it('lists versions after all if the latest one is disabled', async () => {
    fake.onAccess = { '10': 'FAILED_PRECONDITION' };
    fake.versions = { '9': 'nine', '8': 'eight' };
    expect(await store.versions('stripe', { unlisted: true })).toEqual([
      { value: 'nine', version: '9' },
      { value: 'eight', version: '8' },
    ]);
  });

  it('gives the newest enabled version where the latest one is another', async () => {
    const newest = [
      { value: 'ten', version: '10' },
      { value: 'nine', version: '9' },
    ];
    // One that was made since, one that is behind, one that is disabled.
    for (const [latest, answer] of [
      ['11', undefined],
      ['9', undefined],
      ['11', 'FAILED_PRECONDITION'],
    ] as const) {
      fake.latest = latest;
      fake.onAccess = answer === undefined ? {} : { [latest]: answer };
      expect(await store.versions('stripe')).toEqual(newest);
      expect(fake.asked).toContain(`access ${SECRET}/versions/10`);
      fake.asked.splice(0);
    }
  });

  it('looks through every page of the list', async () => {
    fake.pageSize = 1;
    expect(await store.versions('stripe')).toEqual([
      { value: 'ten', version: '10' },
      { value: 'nine', version: '9' },
    ]);
    expect(fake.asked.filter((call) => call.startsWith('list'))).toHaveLength(3);
  });

  it('takes a full resource name unchanged', async () => {
    await store.versions('projects/other/secrets/stripe');
    expect(fake.asked).toContain('list projects/other/secrets/stripe state:ENABLED');
    await store.versions('projects/example.com:other/secrets/stripe');
    expect(fake.asked).toContain('list projects/example.com:other/secrets/stripe state:ENABLED');
  });

  it.each([
    ['', 'is not a valid secret name'],
    ['a/b', 'is not a valid secret name'],
    ['..', 'is not a valid secret name'],
    ['stripe?alt=media', 'is not a valid secret name'],
    ['projects/../secrets/stripe', 'is not a valid secret name'],
    ['projects/other/secrets/stripe/versions/', 'is not a valid secret name'],
    ['projects/other/locations/europe-west1/secrets/stripe', 'regional'],
  ])('says not-found of the name "%s" without asking for it', async (name, reason) => {
    await expect(store.versions(name)).rejects.toMatchObject({
      name: 'SecretAccessError',
      reason: 'not-found',
      message: expect.stringContaining(reason),
    });
    expect(fake.asked).toEqual([]);
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
    fake.onList = 'PERMISSION_DENIED';
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
    for (const status of ['NOT_FOUND', 'FAILED_PRECONDITION'] as const) {
      fake.onAccess = { '9': status };
      expect(await store.versions('stripe')).toEqual([{ value: 'ten', version: '10' }]);
    }
  });

  it('gives nothing where every version is disabled', async () => {
    fake.versions = {};
    expect(await store.versions('stripe')).toEqual([]);
  });

  it.each([
    ['not-found', 'NOT_FOUND'],
    ['not-found', 'INVALID_ARGUMENT'],
    ['denied', 'UNAUTHENTICATED'],
    ['unreachable', 'INTERNAL'],
  ] as const)('says %s where listing ends with %s', async (reason, status) => {
    fake.onList = status;
    await expect(store.versions('stripe')).rejects.toMatchObject({ name: 'SecretAccessError', reason });
  });

  it.each([
    ['not-found', 'FAILED_PRECONDITION'],
    ['not-found', 'INVALID_ARGUMENT'],
    ['denied', 'PERMISSION_DENIED'],
    ['unreachable', 'INTERNAL'],
  ] as const)('says %s where reading the newest version ends with %s', async (reason, status) => {
    fake.onAccess = { '10': status };
    await expect(store.versions('stripe')).rejects.toMatchObject({ name: 'SecretAccessError', reason });
  });

  it('says denied where it may neither list nor read', async () => {
    fake.onList = 'PERMISSION_DENIED';
    fake.onAccess = { '10': 'PERMISSION_DENIED' };
    await expect(store.versions('stripe')).rejects.toMatchObject({ reason: 'denied' });
  });

  it('says not-found of a version that does not exist', async () => {
    await expect(store.versions('stripe/versions/77')).rejects.toMatchObject({ reason: 'not-found' });
  });

  it('says unreachable if nobody answers', async () => {
    fake = new FakeSecretManager();
    fake.onList = 'nothing';
    store = new SecretManagerStore(log, await connect(fake, 100));
    await expect(store.versions('stripe')).rejects.toMatchObject({ reason: 'unreachable' });
  });

  it('never quotes a secret in an error, nor in what caused it', async () => {
    fake.versions = { '9': 'whsec_9', '10': 'whsec_10' };
    fake.onAccess = { '9': 'INTERNAL' };
    const error: unknown = await store.versions('stripe').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SecretAccessError);
    expect(inspect(error, { depth: 9 })).not.toContain('whsec');
  });
});
