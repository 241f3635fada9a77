import { isJsonObject, parseJson } from '../../core/event/json.ts';
import { custom } from '../../core/scheme/schemes.ts';
import { safeEqual } from '../../core/scheme/verification.ts';

/**
 * Figma signs nothing: it repeats the passcode of the webhook in each body.
 * @see https://developers.figma.com/docs/rest-api/webhooks-security/
 */
export const scheme = custom({
  headers: {},
  says: 'nothing: each body carries a passcode',
  covers: [],

  verifies({ text }, secret) {
    const body = parseJson(text);
    const passcode = isJsonObject(body) ? body['passcode'] : undefined;
    return typeof passcode === 'string' && safeEqual(passcode, secret);
  },

  signs: () => ({}),

  signsInBody({ text }, secret) {
    const body = parseJson(text);
    return isJsonObject(body) ? JSON.stringify({ ...body, passcode: secret }) : text;
  },
});
