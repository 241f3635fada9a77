import { isJsonObject } from '../../core/event/json.ts';
import type { Integration } from '../../core/ingest/integration.ts';
import {
  checkStandardSecret,
  STANDARD_TOLERANCE_SECONDS,
  SVIX_HEADERS,
  signedHeadersOf,
  verifyStandardWebhook,
} from '../../core/ingest/standard-webhooks.ts';
import { notAnEvent, requireJson } from '../../core/ingest/verification.ts';
import { isResendEvent, type ResendNative } from './native.ts';

const PROVIDER = 'resend';

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
    const { text, secret } = verifyStandardWebhook(request, check);
    const native = requireJson(PROVIDER, text);
    if (!isResendEvent(native)) throw notAnEvent(PROVIDER, 'it needs a type');
    return { events: [{ native, json: request.rawBody }], secret };
  },

  describe(native, request) {
    const signed = signedHeadersOf(PROVIDER, request, SVIX_HEADERS);
    const occurred = Date.parse(native.created_at);
    return {
      id: signed.id,
      type: native.type,
      time: Number.isNaN(occurred) ? signed.time : new Date(occurred),
      source: '//resend.com',
      ...subjectOf(native.data),
    };
  },
};

/** What an event is about, most telling first: an event of an email in an inbox names both. */
const SUBJECTS = ['email_id', 'draft_id', 'thread_id', 'inbox_id', 'id'];

function subjectOf(data: unknown): { subject?: string } {
  if (!isJsonObject(data)) return {};
  const subject = SUBJECTS.map((name) => data[name]).find((id) => typeof id === 'string' && id !== '');
  return typeof subject === 'string' ? { subject } : {};
}
