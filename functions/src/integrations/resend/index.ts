import { isJsonObject, isText } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';
import type { Integration } from '../../core/integration/integration.ts';
import { readOne } from '../../core/integration/recognition.ts';
import {
  checkStandardSecret,
  STANDARD_TOLERANCE_SECONDS,
  SVIX_HEADERS,
  signedHeadersOf,
  verifyStandardWebhook,
} from '../../core/scheme/standard-webhooks.ts';
import { isResendEvent, type ResendNative } from './native.ts';

const PROVIDER = 'resend';
const RECOGNITION = { provider: PROVIDER, isEvent: isResendEvent, needs: 'a type' };

/**
 * Resend, which delivers through Svix.
 * @see https://resend.com/docs/dashboard/webhooks/introduction
 */
export const resend: Integration<ResendNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  contentTypes: ['application/json'],
  // Resend documents no limit. Its events hold no message bodies; a received email's attachments are named only.
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
    return {
      id: signed.id,
      type: native.type,
      time: timeOf(native.created_at) ?? signed.time,
      source: '//resend.com',
      ...subjectOf(native.data),
    };
  },
};

/** What an event is about, most telling first: an event of an email in an inbox names both. */
const SUBJECTS = ['email_id', 'draft_id', 'thread_id', 'inbox_id', 'id'];

function subjectOf(data: unknown): { subject?: string } {
  if (!isJsonObject(data)) return {};
  const subject = SUBJECTS.map((name) => data[name]).find(isText);
  return subject === undefined ? {} : { subject };
}
