import { integration } from '../../core/integration/from-facts.ts';
import { credential } from '../../core/scheme/schemes.ts';
import { headerOf } from '../../core/scheme/verification.ts';
import { places } from './event.ts';

const CHALLENGE_HEADER = 'x-okta-verification-challenge';

/** Okta's challenges are short; longer ones from anyone else are not echoed. */
const CHALLENGE = /^[\x21-\x7e]{1,512}$/;

/**
 * Okta event hooks. Okta signs nothing: it sends a credential in the Authorization header. Anyone who knows it can send
 * anything, so every part of these events is marked as unsigned.
 * @see https://developer.okta.com/docs/concepts/event-hooks/
 */
export const okta = integration({
  provider: 'okta',
  kind: 'identity',
  scheme: credential({ authorization: '{secret}' }),
  places,

  // Okta verifies an endpoint once, with a challenge that anyone could send: echoing it reveals nothing.
  handshake(request) {
    const challenge = headerOf(request, CHALLENGE_HEADER);
    if (request.method !== 'GET' || challenge === undefined || !CHALLENGE.test(challenge)) return undefined;
    return { status: 200, body: { verification: challenge } };
  },

  // Okta expects an empty response.
  ack: () => ({ status: 200 }),
});
