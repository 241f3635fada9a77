import { firstJsonCharacter } from '../../core/event/json.ts';
import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * Segment's webhook destination. Segment ships no verifier. Of a list it signs the first element only, so lists are
 * refused: leave batching off in the destination's settings.
 * @see https://segment.com/docs/connections/destinations/catalog/webhooks/#authentication
 */
export const segment = integration({
  provider: 'segment',
  scheme: hmac({ headers: { 'x-signature': '{signature}' }, hash: 'sha1' }),
  places,
  // Segment takes 32 kB for a message, and adds to it. @see https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/#max-request-size
  maxBytes: 100_000,
  refuses: ({ rawBody }) =>
    firstJsonCharacter(rawBody) === '['
      ? 'of a batch only the first element is signed; switch batching off in the destination'
      : undefined,
});
