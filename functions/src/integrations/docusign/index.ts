import { integration } from '../../core/integration/from-facts.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

const MIB = 1_048_576;

/** An account can have this many keys at once. DocuSign signs with each, in a header with its number. */
const MAX_KEYS = 100;

/**
 * DocuSign Connect.
 * @see https://developers.docusign.com/platform/webhooks/connect/hmac/
 */
export const docusign = integration({
  provider: 'docusign',
  kind: 'documents',
  scheme: hmac({
    headers: Object.fromEntries(
      Array.from({ length: MAX_KEYS }, (_, index) => [`x-docusign-signature-${index + 1}`, '{signature}']),
    ),
    encoding: 'base64',
  }),
  places,
  // If the configuration includes documents, they are in the body, in base64.
  maxBytes: 25 * MIB,
});
