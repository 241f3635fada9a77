import { expect, it, onTestFinished } from 'vitest';
import { FakeRestServer, refusal, type RestAnswer } from '../../testing/fake-rest-server.ts';
import { GoogleRest } from './google-rest.ts';
import { MetadataCredentials } from './metadata-credentials.ts';

const CALL = { method: 'GET', path: '/', deadlineMs: 20_000 } as const;

/** A server of this machine, ended with the test. @returns its origin. */
async function listening(answer: (authorization: string | undefined) => RestAnswer): Promise<string> {
  const server = new FakeRestServer(({ authorization }) => answer(authorization));
  onTestFinished(() => server.close());
  return server.listen();
}

/** Two services with the same credentials, and a metadata server whose tokens count up. */
async function services() {
  const state = { tokens: 0, taken: 'Bearer t1' };
  const metadata = await listening(() => {
    state.tokens += 1;
    return { status: 200, body: { access_token: `t${state.tokens}`, expires_in: 3_600 } };
  });
  const credentials = new MetadataCredentials(new URL(metadata).host);
  const service = async (name: string) => {
    const origin = await listening((authorization) =>
      authorization === state.taken ? { status: 200, body: { by: name } } : refusal(401, 'UNAUTHENTICATED'),
    );
    const rest = new GoogleRest(name, () => ({ origin, credentials }));
    onTestFinished(() => rest.close());
    return rest;
  };
  return { state, one: await service('one'), other: await service('other') };
}

it('services that share their credentials ask for one token', async () => {
  const { state, one, other } = await services();
  one.warm();
  expect(await Promise.all([other.call(CALL), one.call(CALL), other.call(CALL)])).toEqual([
    { by: 'other' },
    { by: 'one' },
    { by: 'other' },
  ]);
  expect(state.tokens).toBe(1);
});

it('a token that they all see refused is renewed once', async () => {
  const { state, one, other } = await services();
  await Promise.all([one.call(CALL), other.call(CALL)]);
  state.taken = 'Bearer t2';
  await Promise.all([one.call(CALL), other.call(CALL), one.call(CALL)]);
  expect(state.tokens).toBe(2);
});

it('what waited too long for its token is not sent any more', async () => {
  const asked: (string | undefined)[] = [];
  const origin = await listening((authorization) => {
    asked.push(authorization);
    return { status: 200, body: {} };
  });
  const token = Promise.withResolvers<Readonly<Record<string, string>>>();
  const credentials = {
    headers: () => token.promise,
    projectId: () => Promise.resolve('demo'),
    renew: () => undefined,
  };
  const rest = new GoogleRest('one', () => ({ origin, credentials }));
  onTestFinished(() => rest.close());
  await expect(rest.call({ ...CALL, deadlineMs: 50 })).rejects.toThrow('one did not answer');
  token.resolve({ authorization: 'Bearer late' });
  expect(await rest.call(CALL)).toEqual({});
  expect(asked).toEqual(['Bearer late']);
});
