import { Signature } from '@hubspot/api-client/lib/src/utils/signature.js';
import { integration } from '../../core/integration/from-facts.ts';
import { hmac, milliseconds } from '../../core/scheme/schemes.ts';
import { safeEqual } from '../../core/scheme/verification.ts';
import { places } from './event.ts';

/**
 * HubSpot: batches of changes to CRM objects. Only version 3 of its signature is accepted; the older ones sign no time
 * and are plain hashes.
 * @see https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
 */
export const hubspot = integration({
  provider: 'hubspot',
  kind: 'CRM',
  scheme: hmac({
    headers: { 'x-hubspot-signature-v3': '{signature}', 'x-hubspot-request-timestamp': '{timestamp}' },
    signs: '{method}{url}{body}{timestamp}',
    encoding: 'base64',
    // HubSpot's own window.
    time: milliseconds(300),
  }),
  places,
  // HubSpot sends up to 100 events and documents no size limit. A rich-text property may have 65,536 characters.
  maxBytes: 4_194_304,
  secret: {
    form: /^[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}$/i,
    fault: "is not a HubSpot client secret, which is a UUID; copy it from the app's Auth page",
  },

  // The SDK compares with `===` and accepts any future time, so it is only used to compute the signature.
  verifiedBy({ method, url, text: requestBody, header }, clientSecret) {
    const signature = header('x-hubspot-signature-v3');
    const timestamp = Number(header('x-hubspot-request-timestamp'));
    const signed = { signature, clientSecret, requestBody, url: url ?? '', timestamp };
    return safeEqual(signature, Signature.getSignature(method, 'v3', signed));
  },
});
