import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/** @see https://cal.com/docs/developing/guides/automation/webhooks#verifying-the-authenticity-of-the-received-payload */
export const calcom = integration({
  provider: 'calcom',
  kind: 'scheduling',
  scheme: hmac({ headers: { 'x-cal-signature-256': '{signature}' } }),
  places,
  secret: {
    // What the header holds if the webhook has no secret.
    form: /^(?!no-secret-provided$)/,
    fault: 'is what Cal.com sends without a secret: enter a secret at the webhook',
  },
});
