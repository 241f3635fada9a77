import { integration } from '../../core/integration/from-facts.ts';
import { ecdsa, seconds } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * SendGrid's Event Webhook. Verified with `node:crypto`: the official verifier computes the curve arithmetic in
 * JavaScript, which takes 4 ms instead of 0.1, decodes the body as text first, and checks no time. The tests compare
 * the verdicts of both.
 * @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
 */
export const sendgrid = integration({
  provider: 'sendgrid',
  kind: 'communication',
  scheme: ecdsa({
    headers: {
      'x-twilio-email-event-webhook-signature': '{signature}',
      'x-twilio-email-event-webhook-timestamp': '{timestamp}',
    },
    signs: '{timestamp}{body}',
    // SendGrid documents no window and signs each attempt separately, so this is the usual five minutes.
    time: seconds(300),
  }),
  places,
  secret: {
    fault: 'is not a SendGrid public key; copy the verification key from Settings, Mail Settings, Event Webhooks',
  },
});
