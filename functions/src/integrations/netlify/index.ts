import { integration } from '../../core/integration/from-facts.ts';
import { jwt } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Netlify's HTTP notifications. The token claims the hash of the body; it has no time.
 * @see https://docs.netlify.com/deploy/deploy-notifications/#payload-signature
 */
export const netlify = integration({
  provider: 'netlify',
  kind: 'developer tools',
  scheme: jwt({
    headers: { 'x-webhook-signature': '{token}' },
    algorithms: ['HS256'],
    claims: { iss: 'netlify', sha256: '{body|sha256}' },
  }),
  places,
});
