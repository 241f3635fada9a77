import { integration } from '../../core/integration/from-facts.ts';
import { rsa, utc } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * ShipStation's API V2, formerly ShipEngine: signed with RSA, with keys that ShipStation publishes. It ships no
 * verifier. Webhooks of its API V1 are not signed, so they are refused.
 * @see https://docs.shipstation.com/apis/docs/guides/webhooks-validation
 */
export const shipstation = integration({
  provider: 'shipstation',
  kind: 'logistics',
  scheme: rsa({
    headers: {
      'x-shipengine-rsa-sha256-signature': '{signature}',
      'x-shipengine-timestamp': '{timestamp}',
      'x-shipengine-rsa-sha256-key-id': '{key}',
    },
    signs: '{timestamp}.{body}',
    // ShipStation's recommendation.
    time: utc(300),
    published: 'https://api.shipengine.com/jwks',
  }),
  places,
  secret: {
    fault: 'is not a public RSA key in PEM of 2,048 bits or more; leave it out and set SHIPSTATION_KEYS_URL instead',
  },
});
