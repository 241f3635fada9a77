import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Webhooks of Adyen for Platforms: account holders, balance accounts, transfers and cards. Those of payments, which are
 * signed in another way, are `adyen`.
 * @see https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures
 */
export const adyenPlatform = integration({
  provider: 'adyenPlatform',
  kind: 'payments',
  unusedVerifier: '`@adyen/api-library` takes 35 MB on disk',
  // Adyen's own verifier decodes the signature and overlooks what follows it.
  scheme: hmac({ headers: { hmacsignature: '{signature}' }, encoding: 'base64:decoded', key: 'hex' }),
  places,
  secret: {
    form: /^[0-9a-f]{64}$/i,
    fault: 'is not an HMAC key of Adyen, which is 64 hex digits: generate it at the webhook in the Customer Area',
  },
  answerWithinSeconds: 10,
});
