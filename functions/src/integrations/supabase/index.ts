import { integration } from '../../core/integration/from-facts.ts';
import { credential, either, standardWebhooks } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Supabase. Auth hooks are signed; a database webhook carries whatever header you give it.
 * @see https://supabase.com/docs/guides/auth/auth-hooks
 */
export const supabase = integration({
  provider: 'supabase',
  kind: 'developer tools',
  scheme: either(standardWebhooks(), credential({ authorization: 'Bearer {secret}' })),
  places,
  secret: {
    form: /^(?!eyJ|sb_(?:secret|publishable)_|sbp_)/,
    fault: 'is an API key: choose a long random credential for database webhooks, or copy the secret of the auth hook',
  },
  // A hook expects an object; an empty one lets the user go on.
  ack: () => ({ status: 200, body: {} }),
});
