import { integration } from '../../core/integration/from-facts.ts';
import { credential } from '../../core/scheme/schemes.ts';
import { headerOf } from '../../core/scheme/verification.ts';
import { places } from './event.ts';

const CHALLENGE_HEADER = 'x-okta-verification-challenge';

/** Okta's challenges are short; what anyone else sends is not repeated at length. */
const CHALLENGE = /^[\x21-\x7e]{1,512}$/;

/**
 * Okta event hooks. Okta signs nothing: it repeats a credential in the Authorization header. Whoever knows it can send
 * anything, so every part of these events is marked as unsigned.
 * @see https://developer.okta.com/docs/concepts/event-hooks/
 */
export const okta = integration({
  provider: 'okta',
  scheme: credential({ authorization: '{secret}' }),
  places,

  // Okta verifies an endpoint once, by a challenge that anyone may send: repeating it reveals nothing.
  handshake(request) {
    const challenge = headerOf(request, CHALLENGE_HEADER);
    if (request.method !== 'GET' || challenge === undefined || !CHALLENGE.test(challenge)) return undefined;
    return { status: 200, body: { verification: challenge } };
  },

  // Okta asks for an empty answer.
  ack: () => ({ status: 200 }),
});
