import { integration } from '../../core/integration/from-facts.ts';
import { hmac, seconds } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/** Retries come for about a day, with the time of the first attempt. */
const LATEST_RETRY = 86_400;

/** @see https://docs.bird.com/api/notifications-api/api-reference/webhook-subscriptions/verifying-a-webhook-subscription */
export const bird = integration({
  provider: 'bird',
  kind: 'communication',
  scheme: hmac({
    headers: { 'messagebird-signature': '{signature}', 'messagebird-request-timestamp': '{timestamp}' },
    signs: '{timestamp}\n{url}\n{body|sha256:raw}',
    encoding: 'base64',
    time: seconds(LATEST_RETRY, { ahead: 300 }),
  }),
  places,
});
