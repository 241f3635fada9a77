import { verify as isSignedBy } from '@octokit/webhooks-methods';
import { firstJsonCharacter } from '../../core/event/json.ts';
import { integration } from '../../core/integration/from-facts.ts';
import { readOne, type Recognition } from '../../core/integration/recognition.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { notAnEvent, requireText } from '../../core/scheme/verification.ts';
import type { GithubNative } from './event.ts';
import { places } from './places.ts';

/**
 * GitHub: webhooks of repositories, organizations and apps, as JSON or as a form. Octokit verifies.
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export const github = integration<GithubNative>({
  provider: 'github',
  kind: 'developer tools',
  scheme: hmac({ headers: { 'x-hub-signature-256': 'sha256={signature}' } }),
  places,
  contentTypes: ['application/json', 'application/x-www-form-urlencoded'],
  // GitHub's own cap. @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap
  maxBytes: 25 * 1024 * 1024,
  verifiedBy: ({ text, header }, secret) => isSignedBy(secret, text, header('x-hub-signature-256')),
  reads: readEvent,
});

/**
 * Decides by the bytes of the body alone whether it is JSON or a form. The content type is not signed, and with another
 * one, text written by strangers (`&payload=…` in the title of an issue) would turn JSON into another event.
 */
function readEvent(request: RawWebhook, recognition: Recognition<GithubNative>) {
  if (firstJsonCharacter(request.rawBody) === '{') return readOne(recognition, request);
  const text = requireText('github', request);
  if (!text.startsWith('payload=') || text.includes('&')) {
    throw notAnEvent('github', 'it must be a JSON object, or a form with one field named payload');
  }
  const payload = new URLSearchParams(text).get('payload') ?? '';
  return readOne(recognition, { rawBody: Buffer.from(payload) });
}
