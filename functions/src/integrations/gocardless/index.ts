import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * GoCardless. Its SDK does not verify: it accepts whatever follows the 64 letters of a signature.
 * @see https://developer.gocardless.com/getting-started/staying-up-to-date-with-webhooks
 */
export const gocardless = integration({
  provider: 'gocardless',
  kind: 'payments',
  unusedVerifier: '`gocardless-nodejs` accepts what follows a signature',
  scheme: hmac({ headers: { 'webhook-signature': '{signature}' } }),
  places,
  secret: {
    form: /^(?!(?:live|sandbox)_)/,
    fault: 'is an access token of GoCardless: copy the secret of the webhook endpoint',
  },
});
