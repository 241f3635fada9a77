import { asBuffer, isJsonObject } from '../../core/event/json.ts';
import type { Door } from '../../core/integration/facts.ts';
import { integration } from '../../core/integration/from-facts.ts';
import type { HttpReply } from '../../core/integration/integration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { either, hmac, milliseconds } from '../../core/scheme/schemes.ts';
import { headerOf, requireJsonBody } from '../../core/scheme/verification.ts';
import { places } from './event.ts';

/**
 * Front: the webhooks of an app, and those of rules, which sign the body alone.
 * @see https://dev.frontapp.com/docs/webhooks-1
 */
export const front = integration({
  provider: 'front',
  kind: 'support',
  scheme: either(
    hmac({
      headers: { 'x-front-signature': '{signature}', 'x-front-request-timestamp': '{timestamp}' },
      signs: '{timestamp}:{body}',
      encoding: 'base64',
      // Front's advice.
      time: milliseconds(300),
    }),
    hmac({ headers: { 'x-front-signature': '{signature}' }, hash: 'sha1', encoding: 'base64' }),
  ),
  places,
  handshake: echoChallenge,
});

/** Echoes the challenge by which Front checks the URL of an app. The request is signed; the challenge is in a header. */
function echoChallenge(request: RawWebhook, { prove }: Door): HttpReply | undefined {
  const challenge = headerOf(request, 'x-front-challenge');
  if (request.method !== 'POST' || challenge === undefined || !asBuffer(request.rawBody).includes('"sync"')) {
    return undefined;
  }
  // Verify before parsing, which may take fifty times the memory of the body.
  prove();
  const body = requireJsonBody('front', request);
  if (!isJsonObject(body) || body['type'] !== 'sync') return undefined;
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: challenge };
}
