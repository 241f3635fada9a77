import { integration } from '../../core/integration/from-facts.ts';
import { hmac, rfc3339 } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Box's webhooks, version 2. Each request has two signatures, by an app's primary and secondary key.
 * @see https://developer.box.com/guides/webhooks/v2/signatures-v2/
 */
export const box = integration({
  provider: 'box',
  kind: 'content',
  unusedVerifier: '`box-node-sdk` takes 38 MB on disk',
  scheme: hmac({
    headers: {
      'box-signature-primary': '{signature}',
      'box-signature-secondary': '{signature}',
      'box-delivery-timestamp': '{timestamp}',
      'box-signature-version': '1',
      'box-signature-algorithm': 'HmacSHA256',
    },
    signs: '{body}{timestamp}',
    encoding: 'base64',
    // Box's own verifier takes no time of the future.
    time: rfc3339(600, { ahead: 0 }),
  }),
  places,
});
