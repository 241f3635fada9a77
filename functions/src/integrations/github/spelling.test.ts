import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sentBody } from './spelling.ts';

const SECRETS = ['a-newer-secret', 'the-secret-of-the-webhook'];
const RAW = '{"id":12345678901234567890,"ratio":1.0,"title":"<b>Tassen & Löffel</b> 🎉","path":"a/b"}';
const WITHOUT_HTML = RAW.replace('<b>', String.raw`\u003cb\u003e`)
  .replace('&', String.raw`\u0026`)
  .replace('</b>', String.raw`\u003c/b\u003e`);
const inAscii = (text: string) => text.replace('ö', String.raw`\u00f6`).replace('🎉', String.raw`\ud83c\udf89`);
const WITH_SLASHES = RAW.replaceAll('/', String.raw`\/`);

function signatureOf(body: string, secret = SECRETS[1] ?? ''): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

const SPELLINGS: readonly (readonly [string, string])[] = [
  ['plain', RAW],
  ['without HTML', WITHOUT_HTML],
  ['in ASCII', inAscii(RAW)],
  ['in ASCII and without HTML', inAscii(WITHOUT_HTML)],
];

describe.each(SPELLINGS)('a payload that was sent %s', (_name, sent) => {
  it.each([...SPELLINGS, ['with escaped slashes', WITH_SLASHES] as const])(
    'is found by its signature if it is listed %s',
    async (_listed, payload) => {
      expect(await sentBody({ payload, isForm: false, signature: signatureOf(sent) }, SECRETS)).toBe(sent);
    },
  );

  it('is found in a form, whether or not that follows RFC 3986', async () => {
    const marked = sent.replace('a/b', 'a*b~c');
    const form = new URLSearchParams({ payload: marked }).toString();
    const strict = form.replace('*', '%2A').replace('%7E', '~');
    for (const body of [form, strict]) {
      const request = { payload: RAW.replace('a/b', 'a*b~c'), isForm: true, signature: signatureOf(body) };
      expect(await sentBody(request, SECRETS)).toBe(body);
    }
  });
});

describe('a payload stays as it is listed', () => {
  const request = { payload: WITHOUT_HTML, isForm: false, signature: signatureOf(RAW) };

  it.each([
    ['if its request was not signed', { ...request, signature: undefined }, SECRETS],
    ['if another secret signed it', { ...request, signature: signatureOf(RAW, 'a third secret') }, SECRETS],
    ['if another event was signed', { ...request, signature: signatureOf(`${RAW} `) }, SECRETS],
    ['if the secrets cannot be read', request, []],
  ])('%s', async (_name, asked, secrets) => {
    expect(await sentBody(asked, secrets)).toBe(WITHOUT_HTML);
  });

  it('and so does one in a form', async () => {
    const form = new URLSearchParams({ payload: WITHOUT_HTML }).toString();
    expect(await sentBody({ ...request, isForm: true, signature: 'sha256=' }, SECRETS)).toBe(form);
  });
});
