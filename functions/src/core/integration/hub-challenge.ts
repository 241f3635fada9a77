import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { safeEqual } from '../scheme/verification.ts';
import type { Door } from './facts.ts';
import type { HttpReply } from './integration.ts';
import { queryOf } from '../scheme/signed-urls.ts';

/**
 * Answers the GET by which a hub verifies that an endpoint wants its events.
 * @see https://www.w3.org/TR/websub/#hub-verifies-intent and https://developers.facebook.com/docs/graph-api/webhooks/getting-started
 */
export function answerHubChallenge({ method, url }: RawWebhook, { verifyToken }: Door): HttpReply | undefined {
  const query = new URLSearchParams(queryOf(url));
  const [challenge, ...more] = query.getAll('hub.challenge');
  if (method !== 'GET' || query.get('hub.mode') !== 'subscribe') return undefined;
  if (challenge === undefined || more.length > 0) return undefined;
  const token = query.get('hub.verify_token') ?? '';
  return verifyToken !== undefined && safeEqual(verifyToken, token)
    ? { status: 200, body: challenge }
    : { status: 403, body: 'The verify token is not the configured one.' };
}
