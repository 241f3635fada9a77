import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Square. The SDK does not verify: it takes 870 ms and 80 MB to load, compares with `===`, and hashes decoded text, so that
 * bodies which are not UTF-8 share a signature.
 * @see https://developer.squareup.com/docs/webhooks/step3validate
 */
export const square = integration({
  provider: 'square',
  kind: 'payments',
  unusedVerifier: '`square` takes 80 MB to load',
  scheme: hmac({
    headers: { 'x-square-hmacsha256-signature': '{signature}' },
    signs: '{url}{body}',
    encoding: 'base64',
  }),
  places,
  // Any: the cases of Square's own SDK name none, and the signature covers what is read.
  contentTypes: [],
  secret: {
    form: /^(?!EAAA[\w-]{40,}$|sq0[a-z]{3}-)\S{16,}$/,
    fault:
      'is not a signature key: copy the key of the webhook subscription from the Developer Console, not an access token',
  },
});
