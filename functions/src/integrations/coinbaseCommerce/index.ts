import { integration } from '../../core/integration/from-facts.ts';
import { readKnown } from '../../core/integration/recognition.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Coinbase Commerce. Its SDK does not verify: it parses a body before it verifies it, hashes decoded text, and depends on
 * the abandoned `request`.
 * @see https://docs.cdp.coinbase.com/commerce/docs/webhooks-security
 */
export const coinbaseCommerce = integration({
  provider: 'coinbaseCommerce',
  kind: 'payments',
  unusedVerifier: '`coinbase-commerce-node` parses before it verifies',
  scheme: hmac({ headers: { 'x-cc-webhook-signature': '{signature}' } }),
  places,
  secret: {
    form: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    fault: 'is not a shared secret, which is a UUID: copy it from the settings of the webhooks, not an API key',
  },
  reads: (request, recognition) => readKnown(recognition, request),
});
