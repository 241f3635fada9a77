import { createHash, createHmac } from 'node:crypto';
import { isJsonObject, parseJson } from '../../core/event/json.ts';
import { custom, seconds } from '../../core/scheme/schemes.ts';
import { safeEqual } from '../../core/scheme/verification.ts';

/** The length of the tokens that Mailgun documents. */
const TOKEN_LENGTH = 50;

/**
 * The signature is in the body and covers only the time and a token. There is no separator between the two, but only
 * one way to split the signed text gives a time within the window.
 * @see https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks
 */
export const scheme = custom({
  headers: {},
  says: 'time and token in the body, HMAC-SHA256; not the event',
  covers: [],
  // Mailgun documents no window and warns against a narrow one. The README says when to widen it.
  time: { ...seconds(300), at: '/signature/timestamp' },
  id: '/signature/token',

  verifies({ text }, secret) {
    const body = parseJson(text);
    const given = isJsonObject(body) ? body['signature'] : undefined;
    if (!isJsonObject(given)) return false;
    const { timestamp, token, signature } = given;
    if (typeof timestamp !== 'string' || typeof token !== 'string' || typeof signature !== 'string') return false;
    return safeEqual(signature, macOf(timestamp, token, secret));
  },

  signs: () => ({}),

  signsInBody({ text, id, now }, secret) {
    const body = parseJson(text);
    if (!isJsonObject(body)) return text;
    const timestamp = String(Math.floor(now.getTime() / 1000));
    const token = tokenIn(body['signature']) ?? createHash('sha256').update(id).digest('hex').slice(0, TOKEN_LENGTH);
    const signature = { token, timestamp, signature: macOf(timestamp, token, secret) };
    return JSON.stringify({ ...body, signature });
  },
});

function macOf(timestamp: string, token: string, secret: string): string {
  return createHmac('sha256', secret).update(timestamp).update(token).digest('hex');
}

/** The token of a body that is sent again. */
function tokenIn(signature: unknown): string | undefined {
  const token = isJsonObject(signature) ? signature['token'] : undefined;
  return typeof token === 'string' ? token : undefined;
}
