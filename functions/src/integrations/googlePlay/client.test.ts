import { createVerify, generateKeyPairSync } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { AccessToken } from '../../core/logic/access-token.ts';
import { FakeRestServer, type RestReply, type RestRequest } from '../../testing/fake-rest-server.ts';
import { NO_KEYS } from '../../testing/service-sources.ts';
import { keyedToken, ownToken, serviceAccountIn } from './access-token.ts';
import { googlePlayPurchases, purchasesAt } from './client.ts';

const PURCHASE = { packageName: 'app.example.notes', purchaseToken: 'abc.AO-J1Ow_9' };
const { signal } = new AbortController();
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const KEY_FILE = JSON.stringify({
  type: 'service_account',
  client_email: 'play@demo.iam.gserviceaccount.com',
  private_key: privateKey.export({ format: 'pem', type: 'pkcs8' }),
  private_key_id: 'k1',
});

/** Google, which makes tokens and answers each other request so. */
async function google(answer: RestReply, expiresIn = 3_599) {
  const asked: RestRequest[] = [];
  const server = new FakeRestServer((request) => {
    asked.push(request);
    return request.path.startsWith('/token')
      ? { status: 200, body: { access_token: 't1', expires_in: expiresIn } }
      : answer;
  });
  const url = new URL(await server.listen());
  onTestFinished(() => server.close());
  return { url, asked, tokens: new URL('/token', url) };
}

it.each([
  ['subscription', 'subscriptionsv2'],
  ['product', 'productsv2'],
] as const)('a %s is asked for as the function’s own account, with one token for all', async (method, kind) => {
  const { url, asked, tokens } = await google({ status: 200, body: { etag: '1' } });
  const purchases = purchasesAt(url, new AccessToken('googlePlay', ownToken(tokens)));
  expect(await purchases[method](PURCHASE, signal)).toEqual({ etag: '1' });
  await purchases[method](PURCHASE, signal);
  const path = `/androidpublisher/v3/applications/app.example.notes/purchases/${kind}/tokens/abc.AO-J1Ow_9`;
  expect(asked).toMatchObject([
    { method: 'GET', path: '/token' },
    { path, authorization: 'Bearer t1' },
    { path, authorization: 'Bearer t1' },
  ]);
});

it('a key of a service account signs for its token', async () => {
  const { asked, tokens } = await google({ status: 404, body: {} });
  const account = serviceAccountIn(KEY_FILE);
  if (account === undefined) throw new Error('The key file is not read.');
  const token = new AccessToken('googlePlay', keyedToken(account, tokens));
  expect(await token.headers(signal)).toEqual({ authorization: 'Bearer t1' });
  const form = new URLSearchParams(asked[0]?.body);
  const [head = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    iss: 'play@demo.iam.gserviceaccount.com',
    aud: 'https://oauth2.googleapis.com/token',
    scope: 'https://www.googleapis.com/auth/androidpublisher',
  });
  const verifier = createVerify('sha256').update(`${head}.${claims}`);
  expect(verifier.verify(publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
});

it('a token is asked for again if it ends within a minute, and if Google has refused it', async () => {
  const short = await google({ status: 200, body: {} }, 59);
  const purchases = purchasesAt(short.url, new AccessToken('googlePlay', ownToken(short.tokens)));
  await purchases.product(PURCHASE, signal);
  await purchases.product(PURCHASE, signal);
  expect(short.asked.filter(({ path }) => path === '/token')).toHaveLength(2);

  const refusing = await google({ status: 401, body: {} });
  const refused = purchasesAt(refusing.url, new AccessToken('googlePlay', ownToken(refusing.tokens)));
  await expect(refused.product(PURCHASE, signal)).rejects.toMatchObject({ status: 401 });
  await expect(refused.product(PURCHASE, signal)).rejects.toMatchObject({ status: 401 });
  expect(refusing.asked.filter(({ path }) => path === '/token')).toHaveLength(2);
});

it.each([404, 410])('a purchase that Google answers %d for is not there', async (status) => {
  const { url } = await google({ status, body: {} });
  expect(await purchasesAt(url).subscription(PURCHASE, signal)).toBeUndefined();
});

it.each([
  { ...PURCHASE, packageName: '..' },
  { ...PURCHASE, packageName: 'app.example/../other' },
  { ...PURCHASE, purchaseToken: '../x' },
  { ...PURCHASE, purchaseToken: '..' },
  { ...PURCHASE, purchaseToken: 'a?b' },
])('nothing is asked about %j, which a stranger may have pushed', async (purchase) => {
  const { url, asked } = await google({ status: 200, body: {} });
  expect(await purchasesAt(url).subscription(purchase, signal)).toBeUndefined();
  expect(asked).toEqual([]);
});

it('what is not a key of a service account is told', async () => {
  const set = { variable: () => 'set', apiKey: () => Promise.resolve('AIza') };
  await expect(googlePlayPurchases.get({ ...NO_KEYS, ...set })).rejects.toMatchObject({
    code: 'googlePlay/bad-config',
    message: expect.stringContaining('GOOGLE_PLAY_API_KEY'),
  });
  expect(serviceAccountIn('{"client_email":"a@b"}')).toBeUndefined();
});
