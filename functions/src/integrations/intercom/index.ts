import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Intercom. Its SDK has no verifier. The key is the app's client secret.
 * @see https://developers.intercom.com/docs/webhooks/webhook-notifications
 */
export const intercom = integration({
  provider: 'intercom',
  kind: 'support',
  scheme: hmac({ headers: { 'x-hub-signature': 'sha1={signature}' }, hash: 'sha1' }),
  places,
  secret: {
    form: /^\S{16,}$/,
    fault: 'is not an Intercom client secret; copy it from Basic information of the app in the Developer Hub',
  },
  // Before Intercom saves the URL, it may check with HEAD that it exists.
  handshake: ({ method }) => (method === 'HEAD' ? { status: 200 } : undefined),
});
