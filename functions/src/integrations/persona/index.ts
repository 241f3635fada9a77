import { integration } from '../../core/integration/from-facts.ts';
import { hmac, seconds } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Persona. While a secret is rotated, the header has a set of time and signature for each of the two.
 * @see https://docs.withpersona.com/webhooks-best-practices
 */
export const persona = integration({
  provider: 'persona',
  kind: 'identity',
  scheme: hmac({
    headers: { 'persona-signature': 't={timestamp},v1={signature},… …' },
    signs: '{timestamp}.{body}',
    time: seconds(300),
  }),
  places,
  secret: {
    form: /^(?!persona_)/,
    fault: 'is an API key: copy the secret of the webhook, which begins with wbhsec_',
  },
});
