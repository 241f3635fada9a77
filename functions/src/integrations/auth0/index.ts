import { integration } from '../../core/integration/from-facts.ts';
import { credential, either } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Auth0 event streams. Auth0 signs nothing: it repeats a token in the Authorization header. Whoever knows it can send
 * anything, so every part of these events is marked as unsigned.
 * @see https://auth0.com/docs/customize/events/create-an-event-stream
 */
export const auth0 = integration({
  provider: 'auth0',
  kind: 'identity',
  // The token alone, or the whole header: Auth0 also offers a user name with a password.
  scheme: either(credential({ authorization: 'Bearer {secret}' }), credential({ authorization: '{secret}' })),
  places,
});
