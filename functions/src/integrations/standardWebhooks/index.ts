import { isJsonObject } from '../../core/event/json.ts';
import type { Integration, RawWebhook } from '../../core/ingest/integration.ts';
import {
  checkStandardSecret,
  isSignedWith,
  signedHeadersOf,
  STANDARD_TOLERANCE_SECONDS,
  SVIX_HEADERS,
  verifyStandardWebhook,
  WEBHOOK_HEADERS,
  type SignatureHeaders,
} from '../../core/ingest/standard-webhooks.ts';
import { notAnEvent, requireJson } from '../../core/ingest/verification.ts';
import { isStandardWebhooksEvent, type StandardWebhooksNative } from './native.ts';

const PROVIDER = 'standardWebhooks';

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
      const { text, secret } = verifyStandardWebhook(request, { provider: PROVIDER, headers, secrets, now, limits });
      const native = requireJson(PROVIDER, text);
      if (!isStandardWebhooksEvent(native)) throw notAnEvent(PROVIDER, 'it needs to be an object with fields');
      signedBy.set(request, headers);
      return { events: [{ native, json: request.rawBody }], secret };
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
    const occurred = Date.parse(native.timestamp ?? '');
    const subject = isJsonObject(native.data) ? native.data['id'] : undefined;
    return {
      id: signed.id,
      type: native.type || UNTYPED,
      time: Number.isNaN(occurred) ? signed.time : new Date(occurred),
      source: '//standardwebhooks.com',
      ...(typeof subject === 'string' && subject !== '' && { subject }),
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
