import { createHash } from 'node:crypto';
import { macMatches, macOf, type MacInput } from '../../core/scheme/mac.ts';
import type { CustomRequest } from '../../core/scheme/scheme.ts';
import { custom, firstPresent } from '../../core/scheme/schemes.ts';
import { queryOf } from '../../core/scheme/signed-urls.ts';
import { parametersIn, sorted } from './form.ts';

export const V3_HEADER = 'x-plivo-signature-v3';
const V3_NONCE = 'x-plivo-signature-v3-nonce';
/** By the token of the main account, if a subaccount has sent the request. */
const V3_OF_MAIN_ACCOUNT = 'x-plivo-signature-ma-v3';

const V2_HEADER = 'x-plivo-signature-v2';
const V2_NONCE = 'x-plivo-signature-v2-nonce';
const V2_OF_MAIN_ACCOUNT = 'x-plivo-signature-ma-v2';

/** Plivo signs with each token of the account, separated by commas. */
const MAX_SIGNATURES = 10;

/** Without a dot, which is what separates it, and not so short that a part of it could be told from the URL. */
const NONCE = /^[A-Za-z\d]{5,128}$/;

type Sent = Omit<CustomRequest, 'headers'>;

/**
 * Calls: the URL with its query, the form and a nonce are signed.
 * @see https://www.plivo.com/docs/voice/concepts/signature-validation
 */
export const voice = /* @__PURE__ */ custom({
  headers: { [V3_HEADER]: '{signature}', [V3_NONCE]: '{nonce}' },
  says: 'URL and form, HMAC-SHA256',
  covers: ['body', 'url', `header:${V3_OF_MAIN_ACCOUNT}`],
  isAscii: true,
  verifies(request, token) {
    const nonce = request.headers[V3_NONCE] ?? '';
    const text = NONCE.test(nonce) ? voiceTextOf(request, nonce) : undefined;
    if (text === undefined) return false;
    return macMatches(macOver(text, token), signaturesIn(request, V3_HEADER, V3_OF_MAIN_ACCOUNT));
  },
  signs(request, token) {
    const nonce = nonceOf(request);
    const text = voiceTextOf(request, nonce) ?? request.url + nonce;
    return { [V3_HEADER]: macOf(macOver(text, token)), [V3_NONCE]: nonce };
  },
});

/**
 * Messages: the URL without its query and a nonce are signed, and nothing of the message. The two are joined without a
 * separator, so the URL must not end in a digit, which could be one of the nonce.
 * @see https://www.plivo.com/docs/messaging/concepts/signature-validation
 */
export const messaging = /* @__PURE__ */ custom({
  headers: { [V2_HEADER]: '{signature}', [V2_NONCE]: '{nonce}' },
  says: 'URL and nonce, HMAC-SHA256; not the message',
  covers: ['url', `header:${V2_OF_MAIN_ACCOUNT}`],
  isAscii: true,
  verifies(request, token) {
    const nonce = request.headers[V2_NONCE] ?? '';
    const url = withoutQuery(request.url);
    if (!NONCE.test(nonce) || /\d$/.test(url)) return false;
    return macMatches(macOver(url + nonce, token), signaturesIn(request, V2_HEADER, V2_OF_MAIN_ACCOUNT));
  },
  signs(request, token) {
    const nonce = nonceOf(request);
    return { [V2_HEADER]: macOf(macOver(withoutQuery(request.url) + nonce, token)), [V2_NONCE]: nonce };
  },
});

/** If a request has the newer signature, that decides: a captured older one would prove any form. */
export const scheme = /* @__PURE__ */ firstPresent(voice, messaging);

function signaturesIn({ headers }: CustomRequest, ...names: readonly string[]): readonly string[] {
  return names.flatMap((name) => (headers[name] ?? '').split(',', MAX_SIGNATURES));
}

/** What is signed of a call; undefined for a request that Plivo does not send. */
function voiceTextOf({ method, url, text }: Sent, nonce: string): string | undefined {
  const isGet = method === 'GET';
  if (!isGet && method !== 'POST') return undefined;
  const form = isGet ? [] : parametersIn(text);
  if (form === undefined || (isGet && text !== '')) return undefined;
  const query = sortedQueryOf(url);
  const isQueried = query !== '';
  const parts = [
    withoutQuery(url),
    isQueried || form.length > 0 ? `?${query}` : '',
    isQueried && form.length > 0 ? '.' : '',
    form.flat().join(''),
  ];
  return `${parts.join('')}.${nonce}`;
}

function sortedQueryOf(url: string): string {
  const parameters = sorted(new URLSearchParams(queryOf(withoutFragment(url))));
  return parameters.map(([name, value]) => `${name}=${value}`).join('&');
}

function withoutQuery(url: string): string {
  return withoutFragment(url).split('?', 1)[0] ?? '';
}

function withoutFragment(url: string): string {
  return url.split('#', 1)[0] ?? '';
}

function macOver(text: string, key: string): MacInput {
  return { hash: 'sha256', encoding: 'base64', key, parts: [text] };
}

const NONCE_DIGITS = 20;

/** The nonce of a sample: twenty digits, as Plivo makes them. */
function nonceOf({ text, now }: Sent): string {
  const hex = createHash('sha256').update(`${text} ${now.toISOString()}`).digest('hex');
  return BigInt(`0x${hex}`).toString().slice(0, NONCE_DIGITS);
}
