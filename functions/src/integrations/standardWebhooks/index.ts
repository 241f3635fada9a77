import { integration } from '../../core/integration/from-facts.ts';
import { either, standardWebhooks as signedBy } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Any sender that follows the Standard Webhooks specification, with its headers `webhook-*` or those of Svix, `svix-*`.
 * Verified with `node:crypto`: the `standardwebhooks` package hashes in JavaScript, which takes 16 times as long, and
 * first decodes the body leniently, so that different bytes share a signature. The tests compare the verdicts of both.
 * @see https://www.standardwebhooks.com
 */
export const standardWebhooks = integration({
  provider: 'standardWebhooks',
  kind: 'generic',
  scheme: either(signedBy('webhook'), signedBy('svix')),
  places,
  secret: {
    fault:
      "is not a signing secret, which is base64, usually after whsec_; copy it from the sender's page for the endpoint",
  },
});
