import { isJsonObject } from '../../core/event/json.ts';
import { integration } from '../../core/integration/from-facts.ts';
import { sortElements } from '../../core/integration/recognition.ts';
import { notAnEvent, requireJsonBody } from '../../core/scheme/verification.ts';
import { places } from './event.ts';
import { scheme } from './scheme.ts';

/** The body must be parsed before it can be verified. A request holds one to six items of a few kilobytes. */
const MAX_BYTES = 262_144;

/**
 * Adyen's standard webhooks, which tell of payments. Those of the balance platform are `adyenPlatform`.
 * @see https://docs.adyen.com/development-resources/webhooks/
 */
export const adyen = integration({
  provider: 'adyen',
  kind: 'payments',
  unusedVerifier: '`@adyen/api-library` takes 35 MB on disk',
  scheme,
  places,
  maxBytes: MAX_BYTES,
  // Even if the operator sets a higher limit.
  refuses: ({ rawBody }) =>
    rawBody.byteLength > MAX_BYTES ? `it may have ${MAX_BYTES} bytes, because its signature is in it` : undefined,
  secret: {
    form: /^[0-9a-f]{64}$/i,
    fault: 'is not an HMAC key of Adyen, which is 64 hex digits: generate it at the webhook in the Customer Area',
  },
  reads(request, recognition) {
    const body = requireJsonBody(recognition.provider, request);
    const items: unknown = isJsonObject(body) ? body['notificationItems'] : undefined;
    if (!Array.isArray(items)) throw notAnEvent(recognition.provider, 'it must hold a list of notificationItems');
    return sortElements(recognition, items);
  },
  // Any 2xx will do today; older settings of Adyen look for this text.
  ack: () => ({ status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '[accepted]' }),
  answerWithinSeconds: 10,
});
