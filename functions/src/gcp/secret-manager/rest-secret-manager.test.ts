import { expect, it, onTestFinished, vi } from 'vitest';
import { FakeRestServer, refusal, type RestAnswer } from '../../testing/fake-rest-server.ts';
import { memoryPorts } from '../../testing/memory-ports.ts';
import { emulatorCredentials } from '../rest/credentials.ts';
import { RestSecretManager } from './rest-secret-manager.ts';
import { SecretManagerStore } from './secret-manager-store.ts';

const VERSION = 'projects/shop/secrets/stripe/versions/1';
const VALUE: RestAnswer = { status: 200, body: { name: VERSION, payload: { data: 'b25l' } } };
/** The most that Secret Manager is given by the tests that let it fail, in milliseconds. */
const SHORT_MS = 400;

/** Secret Manager as a server that gives these answers, the first first and the last for good. */
async function answering(answers: readonly RestAnswer[], deadlineMs?: number) {
  const paths: string[] = [];
  const server = new FakeRestServer(({ path }) => {
    paths.push(path);
    return answers[Math.min(paths.length, answers.length) - 1] ?? 'nothing';
  });
  const origin = await server.listen();
  const secretManager = new RestSecretManager(() => ({ origin, credentials: emulatorCredentials }), deadlineMs);
  onTestFinished(async () => {
    await secretManager.close();
    await server.close();
  });
  return { secretManager, paths };
}

it('a secret is read again where its server is overloaded, or a connection is lost', async () => {
  const { secretManager, paths } = await answering([refusal(503, 'UNAVAILABLE'), 'reset', VALUE]);
  expect(await secretManager.access(VERSION)).toEqual({ name: VERSION, value: 'one' });
  expect(paths).toHaveLength(3);
});

it('a list of many pages is over by the one deadline', async () => {
  const endless = { status: 200, body: { nextPageToken: 'more' } };
  const { secretManager } = await answering([endless], SHORT_MS);
  await expect(secretManager.enabledVersions('projects/shop/secrets/stripe')).rejects.toThrow('did not answer');
});

it('names are encoded as Google decodes them', async () => {
  const { secretManager, paths } = await answering([VALUE]);
  await secretManager.access('projects/example.com:shop/secrets/a b?/versions/1');
  expect(paths).toEqual(['/v1/projects/example.com%3Ashop/secrets/a%20b%3F/versions/1:access']);
});

it.each([
  [401, 'UNAUTHENTICATED'],
  [403, 'PERMISSION_DENIED'],
  [404, 'NOT_FOUND'],
])('a %d that is not from Google means %s', async (status, name) => {
  const { secretManager } = await answering([{ status, body: ['a page of a proxy'] }]);
  await expect(secretManager.access(VERSION)).rejects.toMatchObject({ name: 'SecretManagerRefusal', status: name });
});

it.each([
  ['any other refusal that is not from Google', { status: 407, body: {} }],
  ['an answer without a value', { status: 200, body: { name: VERSION, payload: {} } }],
  ['an answer that is something else', { status: 200, body: ['a page of a proxy'] }],
])('%s means unreachable', async (_what, answer) => {
  const { secretManager } = await answering([answer]);
  const store = new SecretManagerStore(memoryPorts().log, secretManager);
  await expect(store.versions(VERSION)).rejects.toMatchObject({ reason: 'unreachable' });
});

it('credentials that cannot be found mean unreachable, and are looked for again', async () => {
  vi.stubEnv('GCLOUD_PROJECT', 'shop');
  onTestFinished(() => void vi.unstubAllEnvs());
  const target = vi.fn(() => {
    throw new Error('No credentials.');
  });
  const store = new SecretManagerStore(memoryPorts().log, new RestSecretManager(target, 20));
  await expect(store.versions(VERSION)).rejects.toMatchObject({ reason: 'unreachable' });
  await expect(store.versions(VERSION)).rejects.toMatchObject({ reason: 'unreachable' });
  expect(target).toHaveBeenCalledTimes(2);
});
