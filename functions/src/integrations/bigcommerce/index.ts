import { integration } from '../../core/integration/from-facts.ts';
import { standardWebhooks } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * BigCommerce, which follows Standard Webhooks. The key is the client secret of the API account, as it is.
 * @see https://developer.bigcommerce.com/docs/integrations/webhooks
 */
export const bigcommerce = integration({
  provider: 'bigcommerce',
  kind: 'e-commerce',
  scheme: standardWebhooks('webhook', 'text'),
  places,
  secret: {
    form: /^[\w-]{40,}$/,
    fault: 'is not a client secret, which has 64 letters: copy it from the API account that created the webhook',
  },
});
