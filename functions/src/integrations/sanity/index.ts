import { integration } from '../../core/integration/from-facts.ts';
import { hmac, milliseconds } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/** @see https://www.sanity.io/docs/content-lake/webhook-best-practices */
export const sanity = integration({
  provider: 'sanity',
  kind: 'content',
  unusedVerifier: '`@sanity/webhook` does not look at the time',
  scheme: hmac({
    headers: { 'sanity-webhook-signature': 't={timestamp},v1={signature}' },
    signs: '{timestamp}.{body}',
    encoding: 'base64url',
    // Sanity names no window, and its own verifier has none.
    time: milliseconds(86_400),
  }),
  places,
});
