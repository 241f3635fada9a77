import { integration } from '../../core/integration/from-facts.ts';
import { readKnown } from '../../core/integration/recognition.ts';
import { credential } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Chargebee signs nothing: it sends a user and a password with each request.
 * @see https://www.chargebee.com/docs/billing/2.0/site-configuration/webhook_settings
 */
export const chargebee = integration({
  provider: 'chargebee',
  kind: 'payments',
  unusedVerifier: '`chargebee` checks the credential only if it gets headers',
  scheme: credential({ authorization: 'Basic {secret|base64}' }),
  places,
  secret: {
    form: /^(?:[^:]+:[^]+|Basic \S+)$/,
    fault: 'is not user:password: enter the user and the password that you chose for the webhook',
  },
  reads: (request, recognition) => readKnown(recognition, request),
});
