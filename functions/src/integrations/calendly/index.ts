import { integration } from '../../core/integration/from-facts.ts';
import { hmac, seconds } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/** @see https://developer.calendly.com/api-docs/4c305798a61d3-webhook-signatures */
export const calendly = integration({
  provider: 'calendly',
  kind: 'scheduling',
  scheme: hmac({
    headers: { 'calendly-webhook-signature': 't={timestamp},v1={signature}' },
    signs: '{timestamp}.{body}',
    // Calendly's example refuses what is older than three minutes.
    time: seconds(180),
  }),
  places,
});
