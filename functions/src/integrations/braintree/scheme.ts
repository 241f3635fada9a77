import { createHash } from 'node:crypto';
import { macMatches, macOf, type MacInput } from '../../core/scheme/mac.ts';
import { custom } from '../../core/scheme/schemes.ts';
import { safeEqual } from '../../core/scheme/verification.ts';

/** A public and a private key of the API, which belong together. */
interface KeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

/**
 * The form holds the payload and, for each key, who signed it: `public key|signature`. The payload is base64 in lines; its
 * text is signed.
 * @see https://developer.paypal.com/braintree/docs/guides/webhooks/parse/node
 */
export const scheme = /* @__PURE__ */ custom({
  headers: {},
  says: 'form field bt_payload, HMAC-SHA1',
  covers: ['body'],
  isAscii: true,

  verifies({ text }, secret) {
    const form = formIn(text);
    if (form === undefined) return false;
    const { publicKey, privateKey } = keysIn(secret);
    const signatures = form.signature.split('&').flatMap((pair) => {
      const [name = '', signature = '', ...more] = pair.split('|');
      return more.length === 0 && safeEqual(name, publicKey) ? [signature] : [];
    });
    // What is between could have removed the line break at the end.
    return [form.payload, `${form.payload}\n`].some((payload) => macMatches(macOver(payload, privateKey), signatures));
  },

  signs: () => ({}),

  signsInBody({ text }, secret) {
    const payload = new URLSearchParams(text).get('bt_payload') ?? '';
    return formOf(payload, signed(payload, secret));
  },
});

/** What a challenge is answered with, and what is put beside a payload: the public key, and the text's signature. */
export function signed(text: string, secret: string): string {
  const { publicKey, privateKey } = keysIn(secret);
  return `${publicKey}|${macOf(macOver(text, privateKey))}`;
}

/** The two fields of a form; undefined if it has not exactly one of each. */
export function formIn(text: string): { readonly signature: string; readonly payload: string } | undefined {
  const form = new URLSearchParams(text);
  const [signature, ...signatures] = form.getAll('bt_signature');
  const [payload, ...payloads] = form.getAll('bt_payload');
  const isSound = signatures.length === 0 && payloads.length === 0 && /^[A-Za-z0-9+/=\n]+$/.test(payload ?? '');
  return isSound && signature && payload ? { signature, payload } : undefined;
}

/** The form that a payload is sent in. */
export function formOf(payload: string, signature: string): string {
  return new URLSearchParams({ bt_signature: signature, bt_payload: payload }).toString();
}

function keysIn(secret: string): KeyPair {
  const [publicKey = '', privateKey = ''] = secret.split('|');
  if (publicKey === '' || privateKey === '') throw new Error('It is not a public and a private key.');
  return { publicKey, privateKey };
}

function macOver(text: string, privateKey: string): MacInput {
  const key = createHash('sha1').update(privateKey).digest();
  return { hash: 'sha1', encoding: 'hex', key, parts: [text] };
}
