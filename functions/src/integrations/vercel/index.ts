import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/** @see https://vercel.com/docs/webhooks/webhooks-api#securing-webhooks */
export const vercel = integration({
  provider: 'vercel',
  kind: 'developer tools',
  scheme: hmac({ headers: { 'x-vercel-signature': '{signature}' }, hash: 'sha1' }),
  places,
});
