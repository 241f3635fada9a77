import { integration } from '../../core/integration/from-facts.ts';
import { standardWebhooks } from '../../core/scheme/schemes.ts';
import { headerOf } from '../../core/scheme/verification.ts';
import { places } from './event.ts';

/**
 * Stytch, which sends through Svix.
 * @see https://stytch.com/docs/workspace-management/webhooks
 */
export const stytch = integration({
  provider: 'stytch',
  kind: 'identity',
  scheme: standardWebhooks('svix'),
  places,
  // An id with a dot could contain the signed time of another request. Svix makes none.
  refuses: (request) =>
    headerOf(request, 'svix-id')?.includes('.') === true ? 'the header svix-id must not contain a dot' : undefined,
  secret: {
    form: /^whsec_/,
    fault:
      'does not begin with whsec_: copy the signing secret of the endpoint from the page Webhooks of the dashboard',
  },
});
