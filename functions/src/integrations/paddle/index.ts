import { integration } from '../../core/integration/from-facts.ts';
import { hmac, seconds } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Paddle Billing. The SDK does not verify: it takes 125 ms to load, keeps only the last of several signatures, compares
 * with `===` and accepts any time of the future.
 * @see https://developer.paddle.com/webhooks/signature-verification
 */
export const paddle = integration({
  provider: 'paddle',
  scheme: hmac({
    // One signature for each active secret while a secret is rotated.
    headers: { 'paddle-signature': 'ts={timestamp};h1={signature}*;…' },
    signs: '{timestamp}:{body}',
    // The SDK's own window. The README says when to widen it.
    time: seconds(5),
  }),
  places,
  secret: {
    form: /^pdl_ntfset_\S+$/,
    fault:
      'is not a secret key of a notification destination, which begins with pdl_ntfset_: copy it from the destination',
  },
});
