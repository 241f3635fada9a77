import { asBuffer, isJsonObject, isText } from '../../core/event/json.ts';
import type { Door } from '../../core/integration/facts.ts';
import { integration } from '../../core/integration/from-facts.ts';
import type { HttpReply } from '../../core/integration/integration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { requireJsonBody } from '../../core/scheme/verification.ts';
import { places } from './event.ts';

/**
 * Notion's webhooks. They are signed with the verification token of the subscription.
 * @see https://developers.notion.com/reference/webhooks
 */
export const notion = integration({
  provider: 'notion',
  kind: 'productivity',
  unusedVerifier: '`@notionhq/client` is all of the API',
  scheme: hmac({ headers: { 'x-notion-signature': 'sha256={signature}' } }),
  places,
  handshake: takeToken,
});

/**
 * Answers the request by which Notion tells the verification token of a subscription. Only one that is signed with the
 * configured token is answered, so that nobody can make another one known. It is never published: it is the secret.
 */
function takeToken(request: RawWebhook, { prove }: Door): HttpReply | undefined {
  if (request.method !== 'POST' || !asBuffer(request.rawBody).includes('"verification_token"')) return undefined;
  // Verify before parsing, which may take fifty times the memory of the body.
  prove();
  const body = requireJsonBody('notion', request);
  const isTold = isJsonObject(body) && isText(body['verification_token']) && body['type'] === undefined;
  return isTold ? { status: 200 } : undefined;
}
