import { integration } from '../../core/integration/from-facts.ts';
import { hmac, utc } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Zendesk: event subscriptions and triggers. It ships no verifier.
 * @see https://developer.zendesk.com/documentation/webhooks/verifying/
 */
export const zendesk = integration({
  provider: 'zendesk',
  kind: 'support',
  scheme: hmac({
    headers: {
      'x-zendesk-webhook-signature': '{signature}',
      'x-zendesk-webhook-signature-timestamp': '{timestamp}',
    },
    // Without a separator, only an exact spelling of the time keeps it from running into the body.
    signs: '{timestamp}{body}',
    encoding: 'base64',
    // Zendesk names no window and signs each attempt separately. The usual five minutes.
    time: utc(300),
  }),
  places,
  secret: {
    form: /^[\w+/-]{20,}={0,2}$/,
    fault: 'is not a Zendesk signing secret, which is base64; reveal it on the page of the webhook',
  },
});
