import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/** @see https://api.sendcloud.dev/docs/sendcloud-public-api/webhooks */
export const sendcloud = integration({
  provider: 'sendcloud',
  kind: 'logistics',
  scheme: hmac({ headers: { 'sendcloud-signature': '{signature}' } }),
  places,
});
