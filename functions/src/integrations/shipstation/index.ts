import { createVerify } from 'node:crypto';
import { digestOf } from '../../core/event/digest.ts';
import { isJsonObject } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';
import type { Integration } from '../../core/integration/integration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { readOne } from '../../core/integration/recognition.ts';
import {
  firstThatVerifies,
  headerOf,
  requireHeader,
  requireUtf8,
  requireWithinWindow,
  utcSecondsOf,
} from '../../core/scheme/verification.ts';
import { isShipstationEvent, isTrackingEvent, type ShipstationNative } from './native.ts';
import { faultOf, publicKeyOf } from './public-key.ts';

const PROVIDER = 'shipstation';
const KEY_ID_HEADER = 'x-shipengine-rsa-sha256-key-id';
const SIGNATURE_HEADER = 'x-shipengine-rsa-sha256-signature';
const TIMESTAMP_HEADER = 'x-shipengine-timestamp';
const RECOGNITION = {
  provider: PROVIDER,
  isEvent: isShipstationEvent,
  needs: 'a resource_type and a resource_url, and data with a tracking_number if it tracks a parcel',
};

/**
 * ShipStation's API V2, which was ShipEngine: signed with RSA, by keys that ShipStation publishes. It ships no
 * verifier. Webhooks of its API V1 are not signed, and refused.
 * @see https://docs.shipstation.com/apis/docs/guides/webhooks-validation
 */
export const shipstation: Integration<ShipstationNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  contentTypes: ['application/json'],
  // ShipStation documents no limit; the scans of one parcel are a few kilobytes.
  maxBytes: 1_048_576,
  // ShipStation's own advice.
  toleranceSeconds: 300,
  signatureHeader: SIGNATURE_HEADER,
  wholeSecret: true,
  checkSecret: faultOf,
  keySource: {
    url: 'https://api.shipengine.com/jwks',
    keyId: (request) => headerOf(request, KEY_ID_HEADER),
  },

  verify(request, secrets, now, { toleranceSeconds }) {
    const header = requireHeader(PROVIDER, request, SIGNATURE_HEADER);
    const timestamp = requireHeader(PROVIDER, request, TIMESTAMP_HEADER);
    requireHeader(PROVIDER, request, KEY_ID_HEADER);
    requireUtf8(PROVIDER, request);
    const time = { seconds: utcSecondsOf(timestamp), place: `header ${TIMESTAMP_HEADER}`, part: 'time in RFC 3339' };
    requireWithinWindow(PROVIDER, time, now, toleranceSeconds);
    // What follows the base64 is ignored: the signature has the length of the key, and its bytes are what counts.
    const signature = Buffer.from(header, 'base64');
    const secret = firstThatVerifies(PROVIDER, secrets, (pem) =>
      createVerify('RSA-SHA256').update(`${timestamp}.`).update(request.rawBody).verify(publicKeyOf(pem), signature),
    );
    return { ...readOne(RECOGNITION, request), secret, signedAt: new Date(time.seconds * 1000) };
  },

  describe(native, request) {
    return {
      id: idOf(native, request),
      type: native.resource_type,
      time: lastScanOf(native) ?? timeOf(headerOf(request, TIMESTAMP_HEADER)),
      source: '//shipstation.com',
      subject: isTrackingEvent(native) ? native.data.tracking_number : native.resource_url,
    };
  },
};

/**
 * ShipStation names its events by nothing. One that tells a state is known by what it tells, so that a repeat
 * is recognised although it is signed at another time. One that only says where to look says it each time
 * that there is something to see: it is known by its time, too.
 */
function idOf(native: ShipstationNative, request: RawWebhook): string {
  const signedTime = isTrackingEvent(native) ? '' : (headerOf(request, TIMESTAMP_HEADER) ?? '');
  return digestOf(request.rawBody, signedTime);
}

/** When the parcel was seen last: a state that is told late is no later state. */
function lastScanOf(native: ShipstationNative): Date | undefined {
  const scans = isTrackingEvent(native) && Array.isArray(native.data.events) ? native.data.events : [];
  const times = scans.filter(isJsonObject).flatMap((scan) => timeOf(scan.occurred_at) ?? timeOf(scan.event_date) ?? []);
  return times.toSorted((a, b) => b.getTime() - a.getTime())[0];
}
