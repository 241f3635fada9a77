import { integration } from '../../core/integration/from-facts.ts';
import { firstPresent, hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/** Webhooks, and the headers that Shopify's SDK asks for beside the signature. */
export const webhooks = hmac({
  headers: {
    'x-shopify-hmac-sha256': '{signature}',
    'x-shopify-api-version': '{any}',
    'x-shopify-topic': '{any}',
    'x-shopify-shop-domain': '{any}',
    'x-shopify-webhook-id': '{any}',
  },
  encoding: 'base64',
});

const events = hmac({
  headers: {
    'shopify-hmac-sha256': '{signature}',
    'shopify-api-version': '{any}',
    'shopify-topic': '{any}',
    'shopify-shop-domain': '{any}',
    'shopify-webhook-id': '{any}',
  },
  encoding: 'base64',
});

/**
 * Shopify. Its SDK exports its verifier from its root only, which takes 70 ms to load and asks for a whole app's
 * configuration. The tests hold this integration to the SDK's verdicts.
 * @see https://shopify.dev/docs/apps/build/webhooks/subscribe/https
 */
export const shopify = integration({
  provider: 'shopify',
  // If both families sign, that of events counts, as in Shopify's SDK.
  scheme: firstPresent(events, webhooks),
  places,
  // The body is read as JSON whatever this unsigned header says.
  contentTypes: [],
  // Shopify documents no limit; orders of many lines are some hundred kB.
  maxBytes: 4_194_304,
  secret: {
    form: /^(?:shpss_\w+|[0-9a-f]{32}|[0-9a-f]{64})$/,
    fault:
      'is not a client secret of Shopify, which begins with shpss_ or is hexadecimal: copy it from the client credentials of the app',
  },
});
