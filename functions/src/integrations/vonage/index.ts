import { integration } from '../../core/integration/from-facts.ts';
import { jwt } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Vonage: messages and calls. Vonage's own verifier proves the token alone; here the token has to fit the body, too.
 * @see https://developer.vonage.com/en/getting-started/concepts/webhooks#validating-signed-webhooks
 */
export const vonage = integration({
  provider: 'vonage',
  kind: 'communication',
  unusedVerifier: '`@vonage/jwt` looks at neither the body nor the time',
  scheme: jwt({
    headers: { authorization: 'Bearer {token}' },
    algorithms: ['HS256'],
    claims: { iss: 'Vonage', payload_hash: '{body|sha256:any-case}' },
    withoutBody: ['payload_hash'],
    window: 300,
  }),
  places,
});
