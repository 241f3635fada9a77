import { integration } from '../../core/integration/from-facts.ts';
import { standardWebhooks } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/** @see https://platform.openai.com/docs/guides/webhooks */
export const openai = integration({
  provider: 'openai',
  kind: 'AI',
  scheme: standardWebhooks(),
  places,
  secret: {
    form: /^whsec_[A-Za-z0-9+/]{20,}={0,2}$/,
    fault: 'is not a signing secret, which begins with whsec_: copy it when you create the webhook',
  },
});
