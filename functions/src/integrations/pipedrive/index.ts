import { integration } from '../../core/integration/from-facts.ts';
import { credential } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Pipedrive signs nothing: it sends a user and a password with each request.
 * @see https://pipedrive.readme.io/docs/guide-for-webhooks-v2
 */
export const pipedrive = integration({
  provider: 'pipedrive',
  kind: 'CRM',
  scheme: credential({ authorization: 'Basic {secret|base64}' }),
  places,
  secret: {
    form: /^(?:[^:]+:[^]+|Basic \S+)$/,
    fault: 'is not user:password: enter the HTTP auth username and password that you chose for the webhook',
  },
});
