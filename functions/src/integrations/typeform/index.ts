import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/** @see https://www.typeform.com/developers/webhooks/secure-your-webhooks/ */
export const typeform = integration({
  provider: 'typeform',
  kind: 'forms',
  scheme: hmac({ headers: { 'typeform-signature': 'sha256={signature}' }, encoding: 'base64' }),
  places,
});
