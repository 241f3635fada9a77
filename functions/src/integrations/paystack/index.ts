import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Paystack signs with the secret key of its API.
 * @see https://paystack.com/docs/payments/webhooks/
 */
export const paystack = integration({
  provider: 'paystack',
  kind: 'payments',
  scheme: hmac({ headers: { 'x-paystack-signature': '{signature}' }, hash: 'sha512' }),
  places,
  signsWithSecretKey: true,
  secret: {
    form: /^sk_(?:test|live)_[0-9a-f]{40}$/,
    fault:
      'is not a secret key of Paystack, which begins with sk_test_ or sk_live_: copy it from the settings of the API',
  },
});
