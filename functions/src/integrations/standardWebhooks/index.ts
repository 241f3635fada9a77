import { integration } from '../../core/integration/from-facts.ts';
import { either, standardWebhooks as signedBy } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Any sender by the Standard Webhooks specification, with its headers `webhook-*` or those of Svix, `svix-*`. Verified by
 * `node:crypto`: the `standardwebhooks` package hashes in JavaScript, which takes 16 times as long, and decodes the body
 * leniently first, so that different bytes share a signature. The tests hold this to its verdicts.
 * @see https://www.standardwebhooks.com
 */
export const standardWebhooks = integration({
  provider: 'standardWebhooks',
  scheme: either(signedBy('webhook'), signedBy('svix')),
  places,
  secret: {
    fault:
      "is not a signing secret, which is base64, usually after whsec_; copy it from the endpoint's page at the sender",
  },
});
