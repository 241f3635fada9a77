import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { samplesOf } from '../integration/signed-samples.ts';
import { publicKeysOf } from './keys.ts';
import { proverOf } from './prove.ts';
import { factsOf } from './scheme-facts.ts';
import { ecdsa, jwt } from './schemes.ts';
import { coverageOf } from './sentence.ts';
import { makeSecret, signedHeaders } from './sign.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const BODY = '{"entries":[]}';
const old = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const current = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Signs named headers and the hash of the body. */
const scheme = ecdsa({
  headers: { 'x-signature': '{signature}', 'x-kid': '{key}' },
  signs: '{header:x-tenant}\n{header:content-type}\n{body|sha256}',
});

function jwk(key: KeyObject, kid?: string): object {
  return { ...key.export({ format: 'jwk' }), ...(kid !== undefined && { kid }) };
}

function setOf(...keys: readonly object[]): string {
  return JSON.stringify({ keys });
}

const SET = setOf(jwk(old.publicKey, 'k_1'), jwk(current.publicKey, 'k_2'));

/** Whether a request by a private key is taken that names a key. */
function isProven(secret: string, kid: string, privateKey: KeyObject, tenant = 'tenant_1'): boolean {
  const hash = createHash('sha256').update(BODY).digest('hex');
  const signed = Buffer.from(`tenant_1\napplication/json\n${hash}`);
  const headers = {
    'x-signature': sign('sha256', signed, privateKey).toString('base64'),
    'x-kid': kid,
    'x-tenant': tenant,
    'content-type': 'application/json',
  };
  return isTaken(headers, secret);
}

function isTaken(headers: Readonly<Record<string, string>>, secret: string): boolean {
  const rawBody = Buffer.from(BODY);
  const request = { method: 'POST', url: '/', publicUrls: [], headers, rawBody, receivedAt: NOW };
  try {
    proverOf(scheme)({ provider: 'acme', request, secrets: [secret], now: NOW, window: 300 });
    return true;
  } catch {
    return false;
  }
}

describe('of a set of JSON Web Keys in the secret', () => {
  it('the header chooses the key', () => {
    expect(isProven(SET, 'k_1', old.privateKey)).toBe(true);
    expect(isProven(SET, 'k_2', current.privateKey)).toBe(true);
    expect(isProven(SET, 'k_1', current.privateKey)).toBe(false);
    expect(isProven(SET, 'k_3', current.privateKey)).toBe(false);
    expect(isProven(SET, 'k_2', current.privateKey, 'tenant_2')).toBe(false);
  });

  it('keys without an id are all tried', () => {
    const unnamed = setOf(jwk(old.publicKey), jwk(current.publicKey));
    expect(isProven(unnamed, 'k_9', current.privateKey)).toBe(true);
  });

  it('those of other kinds are left out', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey;
    const mixed = setOf(jwk(rsa, 'k_2'), { kty: 'new', kid: 'k_2' }, jwk(current.publicKey, 'k_2'));
    expect(publicKeysOf(mixed, 'p256').length).toBe(1);
    expect(isProven(mixed, 'k_2', current.privateKey)).toBe(true);
  });

  it.each([
    ['none', setOf()],
    ['none of that kind', setOf(jwk(generateKeyPairSync('ed25519').publicKey))],
    ['a private one', setOf(jwk(current.publicKey), jwk(current.privateKey))],
    ['more than can be tried', setOf(...Array.from({ length: 21 }, () => jwk(current.publicKey)))],
  ])('a set with %s is refused', (_what, secret) => {
    expect(() => publicKeysOf(secret, 'p256')).toThrow();
    expect(factsOf(scheme).faultOfSecret(secret)).toMatch(
      /^is neither a public JSON Web Key of the kind ECDSA P-256 nor a set of at most 20/,
    );
  });

  it('a text that begins as one and is not JSON is called that', () => {
    expect(factsOf(scheme).faultOfSecret(SET.slice(0, -1))).toMatch(/^is not valid JSON/);
  });

  it('a token names its key, too', () => {
    const token = jwt({ headers: { authorization: 'Bearer {token}' }, algorithms: ['ES256'], claims: {} });
    const { signing, configured } = makeSecret(token);
    const [{ key } = { key: current.publicKey }] = publicKeysOf(configured, 'p256');
    const headers = signedHeaders(token, { body: Buffer.from(BODY), id: '1', signing, now: NOW, url: '' });
    const request = { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from(BODY), receivedAt: NOW };
    const prove = (secret: string) =>
      proverOf(token)({ provider: 'acme', request, secrets: [secret], now: NOW, window: 300 });
    expect(prove(setOf(jwk(old.publicKey), jwk(key))).secret).toBe(0);
    expect(() => prove(setOf(jwk(key, 'k_1')))).toThrow('No configured secret');
  });
});

it.each([
  ['PKCS #8 in base64', (key: KeyObject) => key.export({ format: 'der', type: 'pkcs8' }).toString('base64')],
  ['PEM', (key: KeyObject) => String(key.export({ format: 'pem', type: 'pkcs8' }))],
  ['PEM of an EC key', (key: KeyObject) => String(key.export({ format: 'pem', type: 'sec1' }))],
  [
    'PEM on one line',
    (key: KeyObject) => String(key.export({ format: 'pem', type: 'pkcs8' })).replaceAll('\n', String.raw`\n`),
  ],
  ['a JSON Web Key', (key: KeyObject) => JSON.stringify(key.export({ format: 'jwk' }))],
] as const)('samples are signed with a private key that is written as %s', (_form, written) => {
  const signing = written(current.privateKey);
  const headers = signedHeaders(scheme, { body: Buffer.from(BODY), id: '1', signing, now: NOW, url: '' });
  expect(isTaken(headers, setOf(jwk(current.publicKey)))).toBe(true);
});

describe('headers that are signed by their names', () => {
  it('are signed in samples as the samples have them, or with something if they have none', () => {
    const samples = samplesOf(
      { scheme },
      { bodies: { made: () => ({}) }, headers: () => ({ 'x-tenant': 'tenant_7' }) },
    );
    const { signing, configured } = samples.makeSecret();
    const delivery = { body: Buffer.from(BODY), type: 'made', id: '1', signing, now: NOW, url: '' };
    const { headers } = samples.request(delivery);
    expect(headers).toMatchObject({ 'x-tenant': 'tenant_7', 'content-type': 'application/json' });
    expect(isTaken(headers, configured)).toBe(true);
    expect(isTaken({ ...headers, 'x-tenant': 'tenant_8' }, configured)).toBe(false);
    const bare = signedHeaders(scheme, delivery);
    expect(bare).toMatchObject({ 'x-tenant': 'sample', 'content-type': 'sample' });
    expect(isTaken(bare, configured)).toBe(true);
  });

  it('are told by their names', () => {
    expect(coverageOf(scheme)).toBe('header x-tenant, header content-type and body, ECDSA P-256');
  });
});
