import { integration } from '../../core/integration/from-facts.ts';
import { hmac, seconds } from '../../core/scheme/schemes.ts';
import { places, type StripeNative } from './native.ts';
import { readEvent } from './reading.ts';
import { API_VERSION, webhooks } from './signature.ts';

/**
 * Stripe: snapshot events (v1) and thin events (v2) on one URL. The official SDK verifies; the scheme also refuses what
 * the SDK accepts, a time in the future.
 * @see https://docs.stripe.com/webhooks and https://docs.stripe.com/event-destinations
 */
export const stripe = integration<StripeNative>({
  provider: 'stripe',
  kind: 'payments',
  scheme: hmac({
    // While a secret is rolled, the header has one signature for each active secret.
    headers: { 'stripe-signature': 't={timestamp}*,v1={signature}*,…' },
    signs: '{timestamp}.{body}',
    // Stripe's default. @see https://docs.stripe.com/webhooks#replay-attacks
    time: seconds(300),
  }),
  places,
  secret: {
    form: /^whsec_\S+$/,
    fault: 'is not a Stripe signing secret, which begins with whsec_; reveal it on the page of the event destination',
  },

  verifiedBy: ({ text, header, toleranceSeconds, now }, secret) =>
    webhooks.signature?.verifyHeader(
      text,
      header('stripe-signature'),
      secret,
      toleranceSeconds,
      undefined,
      now.getTime(),
    ) ?? false,

  reads: readEvent,

  remark(native) {
    // Thin events carry no object, and so no version of one.
    if (native.object !== 'event' || native.api_version === API_VERSION) return undefined;
    return (
      `Stripe sends events of API version ${native.api_version ?? 'unknown'}, but the types are of ${API_VERSION}: ` +
      'set that version on the webhook endpoint, or expect fields to differ.'
    );
  },
});
