import { createHash, sign, verify } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { isJsonObject, isText, parseJson } from '../../core/event/json.ts';
import { privateKeyOf } from '../../core/scheme/keys.ts';
import { custom, rfc3339 } from '../../core/scheme/schemes.ts';
import { isCertificateUrl, URL_HEADER } from './certificate-lookup.ts';
import { webhookOf } from './webhook.ts';

const ID_HEADER = 'paypal-transmission-id';
const TIME_HEADER = 'paypal-transmission-time';
const SIGNATURE_HEADER = 'paypal-transmission-sig';

/** PayPal tries again for three days, and does not say whether a retry is signed again. */
const WINDOW_SECONDS = 4 * 86_400;
const AHEAD_SECONDS = 300;

/**
 * The fields are signed with `|` between them, so that none of them may contain it. Of the body, only a CRC-32 is signed: whoever
 * has seen one request can write another body that has the same one.
 * @see https://developer.paypal.com/api/rest/webhooks/rest/#link-selfverification
 */
export const scheme = /* @__PURE__ */ custom({
  headers: {
    [ID_HEADER]: '{id}',
    [TIME_HEADER]: '{timestamp}',
    [SIGNATURE_HEADER]: '{signature}',
    [URL_HEADER]: '{any}',
    'paypal-auth-algo': 'SHA256withRSA',
  },
  says: 'id, time, webhook and a CRC-32 of the body, RSA-SHA256 by a certificate that leads to DigiCert’s root',
  covers: ['body', `header:${ID_HEADER}`],
  time: rfc3339(WINDOW_SECONDS, { ahead: AHEAD_SECONDS }),
  id: '{id}',

  verifies({ headers, bytes: body, now }, secret) {
    const { [ID_HEADER]: id = '', [TIME_HEADER]: time = '', [SIGNATURE_HEADER]: signature = '' } = headers;
    if (!/^[\w-]{1,100}$/.test(id) || time.includes('|') || !isCertificateUrl(headers[URL_HEADER] ?? '')) return false;
    const bytes = Buffer.from(signature, 'base64');
    if (bytes.toString('base64') !== signature) return false;
    const webhook = webhookOf(secret, now);
    return webhook !== undefined && verify('sha256', signedText(id, time, webhook.id, body), webhook.key, bytes);
  },

  signs({ text, bytes, now }, signing) {
    const { key, webhookId } = signingKeyIn(signing);
    const id = transmissionIdOf(text);
    const time = `${now.toISOString().slice(0, 19)}Z`;
    return {
      [ID_HEADER]: id,
      [TIME_HEADER]: time,
      [SIGNATURE_HEADER]: sign('sha256', signedText(id, time, webhookId, bytes), privateKeyOf(key)).toString('base64'),
      [URL_HEADER]: 'https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-7ab2c1d0',
      'paypal-auth-algo': 'SHA256withRSA',
    };
  },
});

function signedText(id: string, time: string, webhookId: string, body: Uint8Array): Buffer {
  return Buffer.from(`${id}|${time}|${webhookId}|${crc32(body)}`);
}

/** The id of a sample's transmission: the same for the same event. */
function transmissionIdOf(text: string): string {
  const body = parseJson(text);
  const event = isJsonObject(body) && isText(body['id']) ? body['id'] : text;
  const digest = createHash('sha256').update(event).digest('hex');
  return [digest.slice(0, 8), digest.slice(8, 12), '11ef', digest.slice(12, 16), digest.slice(16, 28)].join('-');
}

/** What a sample is signed with, in JSON. */
export interface SigningKey {
  /** PKCS #8 in base64. */
  readonly key: string;
  readonly webhookId: string;
}

/** @throws {TypeError} for any other text, such as the id that an operator configures. */
function signingKeyIn(text: string): SigningKey {
  const value = parseJson(text);
  const { key, webhookId } = isJsonObject(value) ? value : {};
  if (isText(key) && isText(webhookId)) return { key, webhookId };
  throw new TypeError('Only PayPal can sign for its certificates.');
}
