import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * AfterShip Tracking. AfterShip's other products sign in other headers.
 * @see https://www.aftership.com/docs/tracking/webhook/webhook-signature
 */
export const aftership = integration({
  provider: 'aftership',
  kind: 'logistics',
  scheme: hmac({ headers: { 'aftership-hmac-sha256': '{signature}' }, encoding: 'base64' }),
  places,
});
