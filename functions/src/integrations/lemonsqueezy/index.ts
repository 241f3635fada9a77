import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/** @see https://docs.lemonsqueezy.com/help/webhooks/signing-requests */
export const lemonsqueezy = integration({
  provider: 'lemonsqueezy',
  kind: 'payments',
  scheme: hmac({ headers: { 'x-signature': '{signature}' } }),
  places,
  secret: {
    form: /^(?!eyJ)[^]{6,40}$/,
    fault:
      'is not a signing secret, which has 6 to 40 characters: copy it from the webhook in the settings of the store',
  },
});
