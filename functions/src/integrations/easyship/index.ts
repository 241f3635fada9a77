import { integration } from '../../core/integration/from-facts.ts';
import { jwt } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Easyship. Its token names your company, and nothing of the request: it proves as much as a credential.
 * @see https://developers.easyship.com/reference/webhooks
 */
export const easyship = integration({
  provider: 'easyship',
  kind: 'logistics',
  scheme: jwt({
    headers: { 'x-easyship-signature': '{token}' },
    algorithms: ['HS256'],
    claims: {},
    requires: ['easyship_company_id'],
  }),
  places,
  secret: {
    form: /^(?!(?:prod|sand)_)/,
    fault: 'is an API token: copy the secret key of the webhook, which begins with webh_',
  },
});
