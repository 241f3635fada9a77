import { isJsonObject, isText } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';
import type { Integration } from '../../core/integration/integration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { readOne } from '../../core/integration/recognition.ts';
import {
  checkStandardSecret,
  isSignedWith,
  signedHeadersOf,
  STANDARD_TOLERANCE_SECONDS,
  SVIX_HEADERS,
  verifyStandardWebhook,
  WEBHOOK_HEADERS,
  type SignatureHeaders,
} from '../../core/scheme/standard-webhooks.ts';
import { isStandardWebhooksEvent, type StandardWebhooksNative } from './native.ts';

const PROVIDER = 'standardWebhooks';
const RECOGNITION = {
  provider: PROVIDER,
  isEvent: isStandardWebhooksEvent,
  needs: 'a type and a timestamp that are texts, if it has them',
};

/** The type of an event whose sender names none. */
const UNTYPED = 'untyped';

/**
 * Any sender by the Standard Webhooks specification, with its headers `webhook-*` or those of Svix, `svix-*`.
 * @see https://www.standardwebhooks.com
 */
export const standardWebhooks: Integration<StandardWebhooksNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  contentTypes: ['application/json'],
  // The specification asks for payloads below 20 kB and sets no limit.
  maxBytes: 1_048_576,
  toleranceSeconds: STANDARD_TOLERANCE_SECONDS,
  checkSecret: checkStandardSecret,

  verify(request, secrets, now, limits) {
    const verifyBy = (headers: SignatureHeaders) => {
      const proof = verifyStandardWebhook(request, { provider: PROVIDER, headers, secrets, now, limits });
      signedBy.set(request, headers);
      return { ...readOne(RECOGNITION, request), ...proof };
    };
    const [headers, others] = familiesOf(request);
    if (others === undefined) return verifyBy(headers);
    try {
      return verifyBy(headers);
    } catch {
      return verifyBy(others);
    }
  },

  describe(native, request) {
    const signed = signedHeadersOf(PROVIDER, request, signedBy.get(request) ?? familiesOf(request)[0]);
    const subject = isJsonObject(native.data) ? native.data['id'] : undefined;
    return {
      id: signed.id,
      type: native.type || UNTYPED,
      time: timeOf(native.timestamp) ?? signed.time,
      source: '//standardwebhooks.com',
      ...(isText(subject) && { subject }),
    };
  },
};

/** By which headers a request was verified: it may carry both families, and only one of them is to be believed. */
const signedBy = new WeakMap<RawWebhook, SignatureHeaders>();

/** The families that a request carries in full; the specification's own where it carries none, for the error's sake. */
function familiesOf(request: RawWebhook): readonly [SignatureHeaders, SignatureHeaders?] {
  const hasStandard = isSignedWith(request, WEBHOOK_HEADERS);
  const hasSvix = isSignedWith(request, SVIX_HEADERS);
  if (hasStandard && hasSvix) return [WEBHOOK_HEADERS, SVIX_HEADERS];
  return [hasSvix ? SVIX_HEADERS : WEBHOOK_HEADERS];
}
