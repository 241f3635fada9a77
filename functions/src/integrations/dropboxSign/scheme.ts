import { createHmac } from 'node:crypto';
import { isJsonObject, parseJson } from '../../core/event/json.ts';
import { custom } from '../../core/scheme/schemes.ts';
import { safeEqual } from '../../core/scheme/verification.ts';
import { formOf, jsonIn } from './form.ts';

/**
 * The signature is in the body, and covers only the time and the type of the event. They are joined without a separator,
 * so the time has to end with its last digit and the type has to begin with a letter.
 * @see https://developers.hellosign.com/docs/events/walkthrough/#verifying-the-event-hash
 */
export const scheme = /* @__PURE__ */ custom({
  headers: {},
  says: 'time and type of the event, HMAC-SHA256; not the rest',
  covers: [],

  verifies({ text }, apiKey) {
    const body = parseJson(jsonIn(text) ?? '');
    const event = isJsonObject(body) ? body['event'] : undefined;
    if (!isJsonObject(event)) return false;
    const { event_time: time, event_type: type, event_hash: hash } = event;
    if (!/^\d+$/.test(String(time)) || typeof type !== 'string' || !/^[a-z]/.test(type)) return false;
    return typeof hash === 'string' && safeEqual(hash, hashOf(String(time), type, apiKey));
  },

  signs: () => ({}),

  signsInBody({ text, now }, apiKey) {
    const body = parseJson(jsonIn(text) ?? '');
    const event = isJsonObject(body) ? body['event'] : undefined;
    if (!isJsonObject(body) || !isJsonObject(event)) return text;
    const time =
      typeof event['event_time'] === 'string' ? event['event_time'] : String(Math.floor(now.getTime() / 1000));
    const hash = hashOf(time, String(event['event_type']), apiKey);
    const signed = JSON.stringify({ ...body, event: { ...event, event_time: time, event_hash: hash } });
    return text.startsWith('{') ? signed : formOf(signed);
  },
});

function hashOf(time: string, type: string, apiKey: string): string {
  return createHmac('sha256', apiKey).update(time).update(type).digest('hex');
}
