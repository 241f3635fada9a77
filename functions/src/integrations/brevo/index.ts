import { integration } from '../../core/integration/from-facts.ts';
import { credential, either } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Brevo's webhooks. Brevo signs nothing: it sends a token, or the user and the password in the URL, with each request.
 * @see https://developers.brevo.com/docs/username-and-password-authentication
 */
export const brevo = integration({
  provider: 'brevo',
  kind: 'communication',
  scheme: either(
    credential({ authorization: 'Bearer {secret}' }),
    credential({ authorization: 'Basic {secret|base64}' }),
  ),
  places,
  secret: {
    form: /^(?!xkeysib-|xsmtpsib-)/,
    fault:
      'is an API key or an SMTP key of Brevo, which it would send to whoever receives the webhook: choose a token or user:password yourself',
  },
});
