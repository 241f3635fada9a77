import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { MetadataCredentials } from './metadata-credentials.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const HOUR_S = 3_600;

/** A metadata server that counts its tokens up, and a clock that only moves when it is told to. */
async function metadataServer(answers: { lifetimeSeconds?: number; status?: number } = {}) {
  const state = { lifetimeSeconds: HOUR_S, status: 200, requests: [] as string[], ...answers };
  const server = createServer((request, response) => {
    state.requests.push(`${String(request.headers['metadata-flavor'])} ${request.url}`);
    response.writeHead(state.status);
    if (request.url === '/computeMetadata/v1/project/project-id') response.end('shop');
    else response.end(JSON.stringify({ access_token: `t${state.requests.length}`, expires_in: state.lifetimeSeconds }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  let now = NOW;
  const laterBy = (seconds: number) => {
    now = new Date(NOW.getTime() + seconds * 1000);
  };
  return { state, laterBy, credentials: new MetadataCredentials(`127.0.0.1:${port}`, { now: () => now }) };
}

it('asks for the token of the service account once, for all who ask meanwhile', async () => {
  const { state, credentials } = await metadataServer();
  const all = await Promise.all([credentials.headers(), credentials.headers()]);
  expect([...all, await credentials.headers()]).toEqual(
    ['Bearer t1', 'Bearer t1', 'Bearer t1'].map((authorization) => ({ authorization })),
  );
  expect(state.requests).toEqual(['Google /computeMetadata/v1/instance/service-accounts/default/token']);
});

it('takes a new token before the old one ends', async () => {
  const { credentials, laterBy } = await metadataServer();
  await credentials.headers();
  laterBy(HOUR_S - 5 * 60);
  expect(await credentials.headers()).toEqual({ authorization: 'Bearer t1' });
  laterBy(HOUR_S - 4 * 60);
  expect(await Promise.all([credentials.headers(), credentials.headers()])).toEqual([
    { authorization: 'Bearer t2' },
    { authorization: 'Bearer t2' },
  ]);
});

it('uses the old token to its end where no new one is given', async () => {
  const { state, credentials, laterBy } = await metadataServer();
  await credentials.headers();
  state.status = 503;
  laterBy(HOUR_S - 60);
  expect(await credentials.headers()).toEqual({ authorization: 'Bearer t1' });
  laterBy(HOUR_S);
  await expect(credentials.headers()).rejects.toThrow('The metadata server answered 503');
  state.status = 200;
  expect(await credentials.headers()).toEqual({ authorization: 'Bearer t4' });
});

it('takes a new token when the last one was refused, one for all who were refused', async () => {
  const { state, credentials } = await metadataServer();
  const refused = await credentials.headers();
  credentials.renew(refused);
  credentials.renew(refused);
  const renewed = { authorization: 'Bearer t2' };
  expect(await Promise.all([credentials.headers(), credentials.headers()])).toEqual([renewed, renewed]);
  credentials.renew(refused);
  expect(await credentials.headers()).toEqual(renewed);
  expect(state.requests).toHaveLength(2);
});

it('remembers no failure', async () => {
  const { state, credentials } = await metadataServer({ status: 500 });
  await expect(credentials.headers()).rejects.toThrow('500');
  state.status = 200;
  expect(await credentials.headers()).toEqual({ authorization: 'Bearer t2' });
});

it('knows the project', async () => {
  const { credentials } = await metadataServer();
  expect(await credentials.projectId()).toBe('shop');
});
