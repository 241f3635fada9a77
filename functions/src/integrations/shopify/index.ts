import { integration } from '../../core/integration/from-facts.ts';
import { firstPresent, hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/** The headers of webhooks that Shopify's SDK requires in addition to the signature. */
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
 * Shopify. The SDK exports its verifier only from its root, which takes 70 ms to load and requires a whole app's
 * configuration. The tests compare the verdicts of both.
 * @see https://shopify.dev/docs/apps/build/webhooks/subscribe/https
 */
export const shopify = integration({
  provider: 'shopify',
  kind: 'e-commerce',
  // If both families sign, the signature for events counts, as in Shopify's SDK.
  scheme: firstPresent(events, webhooks),
  places,
  // The body is read as JSON, whatever this unsigned header says.
  contentTypes: [],
  // Shopify documents no limit; orders with many lines have a few hundred kB.
  maxBytes: 4_194_304,
  secret: {
    form: /^(?:shpss_\w+|[0-9a-f]{32}|[0-9a-f]{64})$/,
    fault:
      'is not a Shopify client secret, which begins with shpss_ or is hexadecimal; copy it from the client credentials of the app',
  },
});
