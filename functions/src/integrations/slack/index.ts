import { verifySlackRequest } from '@slack/bolt/dist/receivers/verify-request.js';
import { asBuffer, isJsonObject, isText } from '../../core/event/json.ts';
import type { Door } from '../../core/integration/facts.ts';
import { integration } from '../../core/integration/from-facts.ts';
import type { HttpReply } from '../../core/integration/integration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { hmac, seconds } from '../../core/scheme/schemes.ts';
import { requireJsonBody } from '../../core/scheme/verification.ts';
import { places } from './event.ts';

/**
 * Slack's Events API. Bolt verifies; the scheme also refuses what Bolt accepts: a time that is not a number or is in
 * the future. Slack retries a delivery up to three times, with `X-Slack-Retry-Num`, `X-Slack-Retry-Reason` and the same
 * event id.
 * @see https://docs.slack.dev/apis/events-api/
 */
export const slack = integration({
  provider: 'slack',
  kind: 'developer tools',
  scheme: hmac({
    headers: { 'x-slack-signature': 'v0={signature}', 'x-slack-request-timestamp': '{timestamp}' },
    signs: 'v0:{timestamp}:{body}',
    // Slack's recommendation. @see https://docs.slack.dev/authentication/verifying-requests-from-slack
    time: seconds(300),
  }),
  places,
  secret: {
    form: /^[0-9a-z]{32}$/,
    fault:
      'is not a Slack signing secret, which has 32 letters and digits; copy it from Basic Information, App Credentials',
  },

  verifiedBy({ text, header, signedAt }, signingSecret) {
    const timestamp = Number(header('x-slack-request-timestamp'));
    verifySlackRequest({
      signingSecret,
      body: text,
      headers: { 'x-slack-signature': header('x-slack-signature'), 'x-slack-request-timestamp': timestamp },
      // Bolt's window is fixed; the scheme has already checked ours.
      nowMilliseconds: signedAt?.getTime() ?? 0,
    });
    return true;
  },

  handshake: echoChallenge,
});

/** Echoes the challenge with which Slack checks the URL, but only to Slack: it is signed like every delivery. */
function echoChallenge(request: RawWebhook, { prove }: Door): HttpReply | undefined {
  if (request.method !== 'POST' || !asBuffer(request.rawBody).includes('url_verification')) return undefined;
  // Verify before parsing, which may take fifty times the memory of the body.
  prove();
  const body = requireJsonBody('slack', request);
  if (!isJsonObject(body) || body['type'] !== 'url_verification' || !isText(body['challenge'])) return undefined;
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: body['challenge'] };
}
