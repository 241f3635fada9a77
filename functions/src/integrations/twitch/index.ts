import { asBuffer, isJsonObject, isText } from '../../core/event/json.ts';
import type { Door } from '../../core/integration/facts.ts';
import { integration } from '../../core/integration/from-facts.ts';
import type { HttpReply } from '../../core/integration/integration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { hmac, rfc3339 } from '../../core/scheme/schemes.ts';
import { requireJsonBody } from '../../core/scheme/verification.ts';
import { places } from './event.ts';

/**
 * Twitch's EventSub, delivered to a webhook.
 * @see https://dev.twitch.tv/docs/eventsub/handling-webhook-events/
 */
export const twitch = integration({
  provider: 'twitch',
  kind: 'communication',
  scheme: hmac({
    headers: {
      'twitch-eventsub-message-id': '{id}',
      'twitch-eventsub-message-timestamp': '{timestamp}',
      'twitch-eventsub-message-signature': 'sha256={signature}',
    },
    signs: '{id}{timestamp}{body}',
    // Twitch's advice.
    time: rfc3339(600),
  }),
  places,
  secret: {
    form: /^[\x20-\x7e]{10,100}$/,
    fault:
      'is not a secret of a subscription, which has 10 to 100 ASCII characters: use the one that you subscribed with',
  },
  handshake: echoChallenge,
});

/** Echoes the challenge by which Twitch checks the URL of a subscription. It is signed like every message. */
function echoChallenge(request: RawWebhook, { prove }: Door): HttpReply | undefined {
  if (request.method !== 'POST' || !asBuffer(request.rawBody).includes('"challenge"')) return undefined;
  // Verify before parsing, which may take fifty times the memory of the body.
  prove();
  const body = requireJsonBody('twitch', request);
  // What a viewer writes is inside an event.
  if (!isJsonObject(body) || body['event'] !== undefined || !isText(body['challenge'])) return undefined;
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: body['challenge'] };
}
