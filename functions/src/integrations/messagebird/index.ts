import { integration } from '../../core/integration/from-facts.ts';
import { jwt } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * MessageBird's conversations. Bird, its successor, signs in another way.
 * @see https://developers.messagebird.com/api/#verifying-http-requests
 */
export const messagebird = integration({
  provider: 'messagebird',
  kind: 'communication',
  unusedVerifier: 'the middleware of `messagebird` lets every request through',
  scheme: jwt({
    headers: { 'messagebird-signature-jwt': '{token}' },
    algorithms: ['HS256', 'HS384', 'HS512'],
    claims: { iss: 'MessageBird', url_hash: '{url|sha256}', payload_hash: '{body|sha256:any-case}' },
    withoutBody: ['payload_hash'],
    requires: ['jti'],
    leeway: 5,
    // MessageBird gives a token one minute. Longer ones are accepted up to a day, but none that never ends.
    lifetime: 86_400,
  }),
  places,
});
