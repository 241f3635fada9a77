import { integration } from '../../core/integration/from-facts.ts';
import { credential, either, hmac, seconds } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * RevenueCat's webhooks. The signature has to be switched on; without it, RevenueCat sends a fixed value in `Authorization`.
 * @see https://www.revenuecat.com/docs/integrations/webhooks
 */
export const revenuecat = integration({
  provider: 'revenuecat',
  kind: 'payments',
  scheme: either(
    hmac({
      headers: { 'x-revenuecat-webhook-signature': 't={timestamp},v1={signature}*,…' },
      signs: '{timestamp}.{body}',
      time: seconds(300),
    }),
    credential({ authorization: '{secret}' }),
  ),
  places,
  secret: {
    form: /^(?!(?:sk|atk|appl|goog|amzn|strp)_)/,
    fault: 'is an API key of RevenueCat: copy the signing secret, or the authorization header, of the webhook',
  },
});
