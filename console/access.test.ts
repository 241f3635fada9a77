import { expect, it } from 'vitest';
import { addressWith, makeToken } from './access.ts';
import { fakePorts } from './testing/fake-ports.ts';
import { refusalIn, serveConsole, TOKEN, type CallOptions, type Reply } from './testing/served-console.ts';

const UNAUTHORIZED = { status: 401, code: 'unauthorized' };

it.each([
  '/api/overview',
  '/api/events',
  '/api/events/evt_1',
  '/api/letters',
  '/api/records',
  '/api/stream',
  '/api/nothing',
])('%s answers nobody who does not know the token', async (path) => {
  for (const authorization of ['', 'Bearer ', 'Bearer wrong', `Basic ${TOKEN}`, `Bearer ${TOKEN}x`, TOKEN]) {
    expect(refusalIn(await call(path, { headers: { authorization } }))).toEqual(UNAUTHORIZED);
  }
});

it('an action is refused without the token, whatever else it sends', async () => {
  const headers = { authorization: '', 'content-type': 'application/json', 'x-console-action': '1' };
  const reply = await call('/api/letters/redrive', { method: 'POST', headers, body: '{}' });
  expect(refusalIn(reply)).toEqual(UNAUTHORIZED);
});

it('the address with the token leads to the page, with a cookie that no script and no other site gets', async () => {
  const { served, path } = await entrance(TOKEN);
  const entered = await served.call(path, { headers: { authorization: '' } });
  expect(entered.status).toBe(303);
  expect(entered.headers['location']).toBe('/');
  const [cookie = ''] = [entered.headers['set-cookie']].flat().map(String);
  const port = new URL(served.origin).port;
  expect(cookie).toBe(`console-${port}=${TOKEN}; Path=/; HttpOnly; SameSite=Strict`);
  const pair = cookie.split(';')[0] ?? '';
  expect((await served.call('/api/overview', { headers: { authorization: '', cookie: `a=b; ${pair}` } })).status).toBe(
    200,
  );
  const ofAnotherPort = pair.replace(port, '1');
  const refused = await served.call('/api/overview', { headers: { authorization: '', cookie: ofAnotherPort } });
  expect(refusalIn(refused)).toEqual(UNAUTHORIZED);
});

it('an address with another token gives no cookie', async () => {
  const { served, path } = await entrance(makeToken());
  const refused = await served.call(path, { headers: { authorization: '' } });
  expect(refusalIn(refused)).toEqual(UNAUTHORIZED);
  expect(refused.headers).not.toHaveProperty('set-cookie');
});

it('whether the console is up, and its page without any data, can be seen by anyone on the machine', async () => {
  expect((await call('/api/health', { headers: { authorization: '' } })).status).toBe(200);
  expect((await call('/', { headers: { authorization: '' } })).status).toBe(200);
});

it('each token is another one, and an address may lead to a view', () => {
  expect(makeToken()).not.toBe(makeToken());
  expect(addressWith('t', 'http://127.0.0.1:4000', '/events?status=dead')).toBe(
    'http://127.0.0.1:4000/?token=t#/events?status=dead',
  );
});

async function call(path: string, options: CallOptions): Promise<Reply> {
  return (await serveConsole(fakePorts().ports)).call(path, options);
}

async function entrance(token: string) {
  const served = await serveConsole(fakePorts().ports);
  return { served, path: addressWith(token, '') };
}
