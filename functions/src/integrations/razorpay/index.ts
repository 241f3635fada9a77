import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Razorpay. Its SDK does not verify: it compares with `===`, and hashes decoded text, so that bodies which are not UTF-8 share
 * a signature.
 * @see https://razorpay.com/docs/webhooks/validate-test/
 */
export const razorpay = integration({
  provider: 'razorpay',
  kind: 'payments',
  unusedVerifier: '`razorpay` compares with `===`',
  scheme: hmac({ headers: { 'x-razorpay-signature': '{signature}' } }),
  places,
  secret: {
    form: /^(?!rzp_)/,
    fault: 'is the id of an API key: enter the secret that you chose for the webhook',
  },
});
