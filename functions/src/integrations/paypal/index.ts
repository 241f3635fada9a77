import { integration } from '../../core/integration/from-facts.ts';
import { certificateLookup } from './certificate-lookup.ts';
import { places } from './event.ts';
import { scheme } from './scheme.ts';
import { WEBHOOK_FORM } from './webhook.ts';

/** @see https://developer.paypal.com/api/rest/webhooks/ */
export const paypal = integration({
  provider: 'paypal',
  kind: 'payments',
  scheme,
  places,
  keyLookup: /* @__PURE__ */ certificateLookup(),
  secret: {
    form: WEBHOOK_FORM,
    fault:
      'is not the id of a webhook: copy it from the app at developer.paypal.com, under Webhooks, such as 5GP028458E2496506',
  },
});
