import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/** @see https://documentation.onfido.com/api/latest/#webhook-security */
export const onfido = integration({
  provider: 'onfido',
  kind: 'identity',
  unusedVerifier: '`@onfido/api` ignores what follows a signature',
  // Onfido's own verifier decodes the signature.
  scheme: hmac({ headers: { 'x-sha2-signature': '{signature}' }, encoding: 'hex:any-case' }),
  places,
  secret: {
    form: /^(?!api_)/,
    fault: 'is an API token: copy the token of the webhook, which Onfido shows once when the webhook is created',
  },
});
