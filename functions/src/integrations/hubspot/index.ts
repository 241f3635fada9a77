import { Signature } from '@hubspot/api-client/lib/src/utils/signature.js';
import { idIn } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';
import { hmacMatches } from '../../core/scheme/hmac.ts';
import type { Integration } from '../../core/integration/integration.ts';
import { signedUrls } from '../../core/scheme/signed-urls.ts';
import { readBatch } from '../../core/integration/recognition.ts';
import {
  firstThatVerifies,
  requireHeader,
  requireText,
  requireUtf8,
  requireWithinWindow,
  safeEqual,
} from '../../core/scheme/verification.ts';
import { secretForm } from '../../core/config/secret-forms.ts';
import { isHubspotNative, type HubspotNative } from './native.ts';

const PROVIDER = 'hubspot';
const SIGNATURE_HEADER = 'x-hubspot-signature-v3';
const TIMESTAMP_HEADER = 'x-hubspot-request-timestamp';
const RECOGNITION = {
  provider: PROVIDER,
  isEvent: isHubspotNative,
  needs: 'a subscriptionType, a portalId and what the type asks for',
};
const TIME = { place: `header ${TIMESTAMP_HEADER}`, part: 'time in Unix milliseconds' };

/**
 * HubSpot: batches of changes to CRM objects, by the third version of its signature only; the older ones sign no
 * time and are plain hashes. The SDK computes the signature; it is compared here, since the SDK compares with
 * `===` and takes any time of the future.
 * @see https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
 */
export const hubspot: Integration<HubspotNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  contentTypes: ['application/json'],
  // HubSpot sends up to 100 events, and documents no limit of bytes; a rich-text property may have 65,536 letters.
  maxBytes: 4_194_304,
  // HubSpot's own. @see https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
  toleranceSeconds: 300,
  signatureHeader: SIGNATURE_HEADER,
  signsUrl: true,
  checkSecret: secretForm(
    /^[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}$/i,
    'is not a client secret of HubSpot, which is a UUID: copy it from the Auth page of the app',
  ),

  verify(request, secrets, now, { toleranceSeconds }) {
    const signature = requireHeader(PROVIDER, request, SIGNATURE_HEADER);
    const timestamp = requireHeader(PROVIDER, request, TIMESTAMP_HEADER);
    requireUtf8(PROVIDER, request);
    const milliseconds = /^[1-9]\d{0,14}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
    const time = { seconds: milliseconds / 1000, ...TIME };
    requireWithinWindow(PROVIDER, time, now, toleranceSeconds);
    const urls = signedUrls(PROVIDER, request);
    const isSignedBy = (key: string, url: string) => {
      const parts = [request.method, url, request.rawBody, timestamp];
      return hmacMatches({ algorithm: 'sha256', encoding: 'base64', key, parts }, [signature]);
    };
    // Our own hash of the bytes comes first: the SDK takes a string, which nobody may make us build who did not sign.
    const secret = firstThatVerifies(PROVIDER, secrets, (clientSecret) => {
      const url = urls.find((candidate) => isSignedBy(clientSecret, candidate));
      if (url === undefined) return false;
      const requestBody = requireText(PROVIDER, request);
      const signed = { signature, clientSecret, requestBody, url, timestamp: milliseconds };
      return safeEqual(signature, Signature.getSignature(request.method, 'v3', signed));
    });
    return { ...readBatch(RECOGNITION, request), secret, signedAt: new Date(milliseconds) };
  },

  describe(native) {
    const subject = ['objectId', 'newObjectId', 'primaryObjectId', 'fromObjectId']
      .map((name) => idIn(native[name]))
      .find((id) => id !== undefined);
    return {
      id: idOf(native),
      type: native.subscriptionType,
      time: timeOf(native.occurredAt),
      source: `//hubspot.com/portals/${native.portalId}`,
      ...(subject !== undefined && { subject }),
    };
  },
};

/** HubSpot's eventId alone is not unique; attemptNumber is what differs if it sends an event again. */
function idOf({ appId = 0, eventId, subscriptionId, occurredAt }: HubspotNative): string | undefined {
  const ids = [appId, eventId, subscriptionId, occurredAt].flatMap((id) => idIn(id) ?? []);
  return ids.length === 4 ? ids.join(':') : undefined;
}
