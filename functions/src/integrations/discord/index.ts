import { asBuffer, isJsonObject } from '../../core/event/json.ts';
import type { Door } from '../../core/integration/facts.ts';
import { integration } from '../../core/integration/from-facts.ts';
import type { HttpReply } from '../../core/integration/integration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { ed25519, seconds } from '../../core/scheme/schemes.ts';
import { requireJsonBody } from '../../core/scheme/verification.ts';
import { places } from './event.ts';

/** More than the body of a ping has. */
const PING_BYTES = 1024;

/**
 * Discord's webhook events. Interactions are signed alike, but want an answer that only the bot can give.
 * @see https://discord.com/developers/docs/events/webhook-events
 */
export const discord = integration({
  provider: 'discord',
  kind: 'communication',
  unusedVerifier: '`discord-interactions` checks no time',
  scheme: ed25519({
    headers: { 'x-signature-ed25519': '{signature}', 'x-signature-timestamp': '{timestamp}' },
    signs: '{timestamp}{body}',
    encoding: 'hex:any-case',
    time: seconds(300),
  }),
  places,
  secret: {
    fault: 'is not a public key, which has 64 hex digits: copy it from the General Information of the application',
  },
  answerWithinSeconds: 3,
  ack: () => ({ status: 204 }),
  // Discord tries the endpoint with wrong signatures now and then.
  badSignature: { status: 401 },
  handshake: answerPing,
});

/** Discord pings the URL before it saves it. */
function answerPing(request: RawWebhook, { prove }: Door): HttpReply | undefined {
  const { method, rawBody } = request;
  if (method !== 'POST' || rawBody.byteLength > PING_BYTES || asBuffer(rawBody).includes('"event"')) return undefined;
  prove();
  const body = requireJsonBody('discord', request);
  return isJsonObject(body) && body['type'] === 0 ? { status: 204 } : undefined;
}
