import { integration } from '../../core/integration/from-facts.ts';
import { standardWebhooks } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Resend, which delivers through Svix.
 * @see https://resend.com/docs/dashboard/webhooks/introduction
 */
export const resend = integration({
  provider: 'resend',
  kind: 'communication',
  scheme: standardWebhooks('svix'),
  places,
  secret: {
    fault: "is not a Resend signing secret, which is base64 after whsec_; copy it from the webhook's page",
  },
});
