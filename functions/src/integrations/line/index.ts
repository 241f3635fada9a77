import { valueAt } from '../../core/event/json-pointer.ts';
import { asBuffer } from '../../core/event/json.ts';
import type { Door } from '../../core/integration/facts.ts';
import { integration } from '../../core/integration/from-facts.ts';
import type { HttpReply } from '../../core/integration/integration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { requireJsonBody } from '../../core/scheme/verification.ts';
import { places } from './event.ts';

/** A request without events is short: one that is longer need not be parsed twice. */
const SHORT = 1_024;

/**
 * LINE's Messaging API.
 * @see https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
 */
export const line = integration({
  provider: 'line',
  kind: 'communication',
  unusedVerifier: '`@line/bot-sdk` takes 17 MB on disk',
  scheme: hmac({ headers: { 'x-line-signature': '{signature}' }, encoding: 'base64' }),
  places,
  secret: {
    form: /^[0-9a-f]{32}$/,
    fault:
      'is not a channel secret, which has 32 hex digits: copy it from Basic settings of the channel in the LINE Developers Console',
  },
  answerWithinSeconds: 2,
  handshake: answerVerify,
});

/** The button Verify, and LINE's own checks, send no events. They are signed, and nothing is published. */
function answerVerify(request: RawWebhook, { prove }: Door): HttpReply | undefined {
  const body = asBuffer(request.rawBody);
  if (request.method !== 'POST' || body.byteLength > SHORT || !body.includes('"events"')) return undefined;
  prove();
  const events = valueAt(requireJsonBody('line', request), '/events');
  return Array.isArray(events) && events.length === 0 ? { status: 200 } : undefined;
}
