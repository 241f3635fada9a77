import { isText } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';
import type { Integration } from '../../core/integration/integration.ts';
import { readOne } from '../../core/integration/recognition.ts';
import {
  checkStandardSecret,
  signedHeadersOf,
  STANDARD_TOLERANCE_SECONDS,
  SVIX_HEADERS,
  verifyStandardWebhook,
} from '../../core/scheme/standard-webhooks.ts';
import { isClerkEvent, type ClerkNative } from './native.ts';

const PROVIDER = 'clerk';
const RECOGNITION = { provider: PROVIDER, isEvent: isClerkEvent, needs: 'a type and data' };

/**
 * Clerk, which delivers through Svix. The event is published as it was received: the SDK's own verifier drops
 * the fields that it does not know.
 * @see https://clerk.com/docs/guides/development/webhooks/overview
 */
export const clerk: Integration<ClerkNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  contentTypes: ['application/json'],
  // Clerk documents no limit; a user's metadata, the largest part, is limited to 8 kB each.
  maxBytes: 1_048_576,
  toleranceSeconds: STANDARD_TOLERANCE_SECONDS,
  signatureHeader: SVIX_HEADERS.signature,
  checkSecret: checkStandardSecret,

  verify(request, secrets, now, limits) {
    const check = { provider: PROVIDER, headers: SVIX_HEADERS, secrets, now, limits };
    const proof = verifyStandardWebhook(request, check);
    return { ...readOne(RECOGNITION, request), ...proof };
  },

  describe(native, request) {
    const signed = signedHeadersOf(PROVIDER, request, SVIX_HEADERS);
    const { timestamp, instance_id: instance, data } = native;
    return {
      id: signed.id,
      type: native.type,
      // Clerk documents milliseconds, and prints seconds in its own examples.
      time: timeOf(timestamp) ?? signed.time,
      source: instance ? `//clerk.com/instances/${instance}` : '//clerk.com',
      ...(isText(data.id) && { subject: data.id }),
    };
  },
};
