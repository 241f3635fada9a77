import { integration } from '../../core/integration/from-facts.ts';
import { readKnown } from '../../core/integration/recognition.ts';
import { either, standardWebhooks } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Polar, which follows Standard Webhooks. Secrets of older endpoints are keys as they are, `polar_whs_…`; newer ones are
 * base64 after `whsec_`. Polar's SDK tries both, too. It does not verify here: it takes timestamps such as 0x6a and 1e9.
 * @see https://polar.sh/docs/integrate/webhooks/delivery
 */
export const polar = integration({
  provider: 'polar',
  kind: 'payments',
  unusedVerifier: '`@polar-sh/sdk` takes 16 MB on disk',
  scheme: either(standardWebhooks(), standardWebhooks('webhook', 'text')),
  places,
  secret: {
    form: /^(?!polar_(?!whs_))\S{16,}$/,
    fault: 'is not the secret of a webhook, which begins with polar_whs_ or whsec_: copy it from the endpoint',
  },
  // An id is signed in front of a dot, the time and another dot. With a dot in it, it could end with the time of another body.
  refuses: ({ headers }) => (String(headers['webhook-id']).includes('.') ? 'an id of Polar has no dot' : undefined),
  reads: (request, recognition) => readKnown(recognition, request),
});
