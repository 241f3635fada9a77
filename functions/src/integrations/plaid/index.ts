import { integration } from '../../core/integration/from-facts.ts';
import { jwt } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';
import { keyLookup, TOKEN_HEADER } from './key.ts';

/** @see https://plaid.com/docs/api/webhooks/webhook-verification/ */
export const plaid = integration({
  provider: 'plaid',
  kind: 'payments',
  scheme: jwt({
    headers: { [TOKEN_HEADER]: '{token}' },
    algorithms: ['ES256'],
    claims: { request_body_sha256: '{body|sha256}' },
    window: 300,
    // Plaid's own sample accepts no token of the future at all.
    ahead: 5,
    keyExpires: 'expired_at',
  }),
  places,
  keyLookup,
  secret: {
    form: /^(?:[0-9a-f]{24}:[\w-]{16,64}:(?:production|sandbox)|[A-Za-z0-9+/]{100,}={0,2}|\{.*\})$/s,
    fault:
      'does not look up the keys of Plaid: copy client_id and secret from Developers, Keys of the dashboard and write client_id:secret:production, or :sandbox',
  },
});
