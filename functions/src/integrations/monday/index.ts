import { isJsonObject, isText } from '../../core/event/json.ts';
import { integration } from '../../core/integration/from-facts.ts';
import type { HttpReply } from '../../core/integration/integration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { jwt } from '../../core/scheme/schemes.ts';
import { requireJsonBody } from '../../core/scheme/verification.ts';
import { places } from './event.ts';

/** A challenge is short; anything longer is not parsed before it is proved. */
const MOST_OF_A_CHALLENGE = 1_000;

/**
 * monday's webhooks, created by the API of an app. The token names the URL and lives five minutes; nothing covers the body.
 * @see https://developer.monday.com/apps/docs/integration-authorization
 */
export const monday = integration({
  provider: 'monday',
  kind: 'productivity',
  scheme: jwt({
    headers: { authorization: '{token}' },
    algorithms: ['HS256'],
    claims: { aud: '{url}' },
    lifetime: 600,
  }),
  places,
  handshake: echoChallenge,
});

/** Echoes the challenge by which monday checks the URL. It comes without a token if someone adds the webhook to a board. */
function echoChallenge(request: RawWebhook): HttpReply | undefined {
  if (request.method !== 'POST' || request.rawBody.byteLength > MOST_OF_A_CHALLENGE) return undefined;
  const body = requireJsonBody('monday', request);
  if (!isJsonObject(body) || !isText(body['challenge']) || body['event'] !== undefined) return undefined;
  return { status: 200, body: { challenge: body['challenge'] } };
}
