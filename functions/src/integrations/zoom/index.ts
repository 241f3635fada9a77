import { createHmac } from 'node:crypto';
import { valueAt } from '../../core/event/json-pointer.ts';
import { asBuffer, isJsonObject, isText } from '../../core/event/json.ts';
import type { Door } from '../../core/integration/facts.ts';
import { integration } from '../../core/integration/from-facts.ts';
import type { HttpReply } from '../../core/integration/integration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { hmac, seconds } from '../../core/scheme/schemes.ts';
import { requireJsonBody } from '../../core/scheme/verification.ts';
import { places } from './event.ts';

/** Zoom tries for the last time 85 minutes after the first, and does not say whether it signs each attempt. */
const LATEST_RETRY = 7_200;

const CHALLENGE = 'endpoint.url_validation';

/** @see https://developers.zoom.us/docs/api/webhooks/#verify-webhook-events */
export const zoom = integration({
  provider: 'zoom',
  kind: 'communication',
  unusedVerifier: '`@zoom/rivet` refuses bodies that Zoom signs',
  scheme: hmac({
    headers: { 'x-zm-signature': 'v0={signature}', 'x-zm-request-timestamp': '{timestamp}' },
    signs: 'v0:{timestamp}:{body}',
    time: seconds(LATEST_RETRY, { ahead: 300 }),
  }),
  places,
  secret: {
    form: /^[\w-]{16,64}$/,
    fault:
      'is not a secret token: copy the Secret Token from the page Features, Access of the app in the Zoom App Marketplace',
  },
  answerWithinSeconds: 3,
  handshake: answerChallenge,
});

/**
 * Zoom checks the URL every 72 hours. The answer is what its text is signed with, so it is given to Zoom alone: whoever
 * could have any text signed could have an event signed.
 */
function answerChallenge(request: RawWebhook, { prove }: Door): HttpReply | undefined {
  if (request.method !== 'POST' || !asBuffer(request.rawBody).includes(CHALLENGE)) return undefined;
  const secret = prove();
  const body = requireJsonBody('zoom', request);
  const plainToken = valueAt(body, '/payload/plainToken');
  if (!isJsonObject(body) || body['event'] !== CHALLENGE || !isText(plainToken)) return undefined;
  const encryptedToken = createHmac('sha256', secret).update(plainToken).digest('hex');
  return { status: 200, body: { plainToken, encryptedToken } };
}
