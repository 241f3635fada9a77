import { firstJsonCharacter } from '../../core/event/json.ts';
import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Segment's webhook destination. Segment ships no verifier. It signs only the first element of a list, so lists are
 * refused: leave batching off in the destination's settings.
 * @see https://segment.com/docs/connections/destinations/catalog/webhooks/#authentication
 */
export const segment = integration({
  provider: 'segment',
  kind: 'analytics',
  scheme: hmac({ headers: { 'x-signature': '{signature}' }, hash: 'sha1' }),
  places,
  // Segment accepts messages of up to 32 kB, and adds fields to them. @see
  // https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/#max-request-size
  maxBytes: 100_000,
  refuses: ({ rawBody }) =>
    firstJsonCharacter(rawBody) === '['
      ? 'only the first element of a batch is signed; turn off batching in the destination'
      : undefined,
});
