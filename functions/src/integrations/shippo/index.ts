import { integration } from '../../core/integration/from-facts.ts';
import { hmac, seconds } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/** @see https://docs.goshippo.com/docs/tracking/webhooksecurity/ */
export const shippo = integration({
  provider: 'shippo',
  kind: 'logistics',
  scheme: hmac({
    headers: { 'shippo-auth-signature': 't={timestamp},v1={signature},…' },
    signs: '{timestamp}.{body}',
    time: seconds(300),
  }),
  places,
  secret: {
    form: /^(?!shippo_(?:live|test)_|ShippoToken )/,
    fault: 'is an API token: use the secret that Shippo gave you when it turned on signatures for your account',
  },
  answerWithinSeconds: 3,
});
