import { asBuffer, isJsonObject } from '../../core/event/json.ts';
import type { Door } from '../../core/integration/facts.ts';
import { integration } from '../../core/integration/from-facts.ts';
import type { HttpReply } from '../../core/integration/integration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { requireJsonBody } from '../../core/scheme/verification.ts';
import { places } from './event.ts';

/** More than the body of a request without events has. */
const TRIAL_BYTES = 1024;

/**
 * Xero. The key looks like base64, and is used as text.
 * @see https://developer.xero.com/documentation/guides/webhooks/configuring-your-server/
 */
export const xero = integration({
  provider: 'xero',
  kind: 'payments',
  scheme: hmac({ headers: { 'x-xero-signature': '{signature}' }, encoding: 'base64' }),
  places,
  secret: {
    form: /^[A-Za-z0-9+/]{40,}={0,2}$/,
    fault: 'is not a webhooks key: copy it from the page Webhooks of the app, not the client secret',
  },
  // Xero wants no body.
  ack: () => ({ status: 200 }),
  badSignature: { status: 401 },
  handshake: answerTrial,
});

/** Xero tries the URL by requests without events, some of them wrongly signed: the intent to receive. */
function answerTrial(request: RawWebhook, { prove }: Door): HttpReply | undefined {
  const { method, rawBody } = request;
  if (method !== 'POST' || rawBody.byteLength > TRIAL_BYTES || !asBuffer(rawBody).includes('"events"'))
    return undefined;
  prove();
  const body = requireJsonBody('xero', request);
  if (!isJsonObject(body)) return undefined;
  const { events } = body;
  return events === null || (Array.isArray(events) && events.length === 0) ? { status: 200 } : undefined;
}
