import { integration } from '../../core/integration/from-facts.ts';
import { hmac, seconds } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Paddle Billing. The SDK's verifier is not used: it takes 125 ms to load, checks only the last of several signatures,
 * compares with `===` and accepts any future time.
 * @see https://developer.paddle.com/webhooks/signature-verification
 */
export const paddle = integration({
  provider: 'paddle',
  kind: 'payments',
  scheme: hmac({
    // While a secret is rotated, the header has one signature for each active secret.
    headers: { 'paddle-signature': 'ts={timestamp};h1={signature}*;…' },
    signs: '{timestamp}:{body}',
    // The SDK's window. The README says when to widen it.
    time: seconds(5),
  }),
  places,
  secret: {
    form: /^pdl_ntfset_\S+$/,
    fault:
      'is not the secret key of a notification destination, which begins with pdl_ntfset_; copy it from the destination',
  },
});
