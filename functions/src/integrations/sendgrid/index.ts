import { integration } from '../../core/integration/from-facts.ts';
import { ecdsa, seconds } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * SendGrid's Event Webhook. Verified by `node:crypto`: the official verifier does the curve's arithmetic in JavaScript,
 * 4 ms where this takes 0.1, decodes the body as text first and checks no time. The tests hold this to its verdicts.
 * @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
 */
export const sendgrid = integration({
  provider: 'sendgrid',
  scheme: ecdsa({
    headers: {
      'x-twilio-email-event-webhook-signature': '{signature}',
      'x-twilio-email-event-webhook-timestamp': '{timestamp}',
    },
    signs: '{timestamp}{body}',
    // SendGrid names no window and signs each attempt separately. The usual five minutes.
    time: seconds(300),
  }),
  places,
  secret: {
    fault: 'is not a public key of SendGrid; copy the verification key from Settings, Mail Settings, Event Webhooks',
  },
});
