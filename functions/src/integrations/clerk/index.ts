import { integration } from '../../core/integration/from-facts.ts';
import { standardWebhooks } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Clerk, which delivers through Svix. The SDK's verifier is not used, because it drops the fields that it does not
 * know; the tests compare the verdicts of both.
 * @see https://clerk.com/docs/guides/development/webhooks/overview
 */
export const clerk = integration({
  provider: 'clerk',
  kind: 'identity',
  scheme: standardWebhooks('svix'),
  places,
  secret: {
    fault: "is not a Clerk signing secret, which is base64 after whsec_; copy it from the endpoint's page",
  },
});
