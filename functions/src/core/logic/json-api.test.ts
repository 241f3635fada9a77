import { expect, it, onTestFinished } from 'vitest';
import { FakeRestServer, type RestAnswer, type RestRequest } from '../../testing/fake-rest-server.ts';
import { JsonApi } from './json-api.ts';

/** An API that answers each request so, and what it was asked. */
async function answering(answer: RestAnswer) {
  const asked: RestRequest[] = [];
  const server = new FakeRestServer((request) => (asked.push(request), answer));
  const url = new URL(await server.listen());
  onTestFinished(() => server.close());
  const api = new JsonApi('acme', { url, headers: () => Promise.resolve({ authorization: 'Bearer k' }) });
  return { asked, get: (signal = new AbortController().signal) => api.get('/tasks/1?all=1', signal) };
}

it('reads what is at a path, with the headers that authenticate it', async () => {
  const { get, asked } = await answering({ status: 200, body: { id: '1' } });
  expect(await get()).toEqual({ id: '1' });
  expect(asked).toMatchObject([{ method: 'GET', path: '/tasks/1?all=1', authorization: 'Bearer k' }]);
});

it.each([404, 410])('finds nothing if the answer is %d', async (status) => {
  const { get } = await answering({ status, body: { error: 'gone' } });
  expect(await get()).toBeUndefined();
});

it.each([
  [401, 'Acme answered 401 to /tasks/1: check the API key.'],
  [500, 'Acme answered 500 to /tasks/1.'],
])('rejects if the answer is %d, and says nothing of its body', async (status, message) => {
  const { get } = await answering({ status, body: { error: { code: 'secret' } } });
  await expect(get()).rejects.toMatchObject({ name: 'ApiRefusal', status, message });
});

it('rejects as without an API key if the local stand-in has no answer', async () => {
  const error = { code: 'no_local_answer', message: 'Set ACME_API_KEY.' };
  const { get } = await answering({ status: 401, body: { error } });
  await expect(get()).rejects.toMatchObject({ code: 'acme/bad-config', message: 'Set ACME_API_KEY.' });
});

it('rejects what is not an object', async () => {
  const { get } = await answering({ status: 200, body: [] });
  await expect(get()).rejects.toThrow('/tasks/1 is not a JSON object');
});

it('does not take an answer to its authentication for one about the object', async () => {
  const refused = new Error('404 of the token');
  const api = new JsonApi('acme', { url: new URL('http://127.0.0.1:1'), headers: () => Promise.reject(refused) });
  await expect(api.get('/tasks/1', new AbortController().signal)).rejects.toBe(refused);
});

it('stops waiting when the handler has to end', async () => {
  const { get } = await answering('nothing');
  await expect(get(AbortSignal.timeout(20))).rejects.toThrow(/timeout|aborted/);
});
