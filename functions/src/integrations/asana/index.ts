import { valueAt } from '../../core/event/json-pointer.ts';
import { asBuffer } from '../../core/event/json.ts';
import { IntegrationError } from '../../core/event/errors.ts';
import type { Door } from '../../core/integration/facts.ts';
import { integration } from '../../core/integration/from-facts.ts';
import type { HttpReply } from '../../core/integration/integration.ts';
import { isRegistrationOpen } from '../../core/integration/registration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { requireJsonBody, safeEqual } from '../../core/scheme/verification.ts';
import { places } from './event.ts';

const SECRET_HEADER = 'x-hook-secret';
const SIGNATURE_HEADER = 'x-hook-signature';

/** More than the body of a heartbeat has. */
const SHORT = 256;

/**
 * Asana's webhooks. Asana makes the secret and sends it to the endpoint while the webhook is created.
 * @see https://developers.asana.com/docs/webhooks-guide
 */
export const asana = integration({
  provider: 'asana',
  kind: 'productivity',
  scheme: hmac({ headers: { [SIGNATURE_HEADER]: '{signature}' } }),
  places,
  needsRegistration: true,
  handshake: (request, door) => answerOffer(request, door) ?? answerHeartbeat(request, door),
});

/**
 * Repeats the secret that Asana offers for a new webhook. It is not trusted by that: only who creates the webhook gets the
 * secret from Asana, and configures it.
 * @throws {IntegrationError} `bad-signature` if nobody has opened a registration.
 */
function answerOffer(request: RawWebhook, door: Door): HttpReply | undefined {
  const { method, headers, rawBody } = request;
  const offered = headers[SECRET_HEADER];
  if (method !== 'POST' || headers[SIGNATURE_HEADER] !== undefined || typeof offered !== 'string') return undefined;
  const body = asBuffer(rawBody).toString('latin1');
  if (!/^[\w+/=-]{16,128}$/.test(offered) || !/^(?:\{\})?$/.test(body)) return undefined;
  const isOurs = door.secrets.map((secret) => safeEqual(secret, offered)).includes(true);
  if (isOurs || isRegistrationOpen('asana', request, door.secrets))
    return { status: 200, headers: { [SECRET_HEADER]: offered } };
  throw new IntegrationError(
    'asana',
    'bad-signature',
    'No registration is open; open one with "npx integrations registration open asana", and create the webhook with the URL that it prints.',
  );
}

/** Asana sends a signed request without events every eight hours. Nothing is published. */
function answerHeartbeat(request: RawWebhook, { prove }: Door): HttpReply | undefined {
  const body = asBuffer(request.rawBody);
  if (request.method !== 'POST' || body.byteLength > SHORT || !body.includes('"events"')) return undefined;
  prove();
  const events = valueAt(requireJsonBody('asana', request), '/events');
  return Array.isArray(events) && events.length === 0 ? { status: 200 } : undefined;
}
