import { createVerify } from 'node:crypto';
import { idIn, isText } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';
import type { Integration } from '../../core/integration/integration.ts';
import { readBatch } from '../../core/integration/recognition.ts';
import { firstThatVerifies, requireHeader, requireUtf8, requireWithinWindow } from '../../core/scheme/verification.ts';
import { isSendGridNative, type SendGridNative } from './native.ts';
import { faultOf, publicKeyOf } from './public-key.ts';

const PROVIDER = 'sendgrid';
const SIGNATURE_HEADER = 'x-twilio-email-event-webhook-signature';
const TIMESTAMP_HEADER = 'x-twilio-email-event-webhook-timestamp';
const RECOGNITION = { provider: PROVIDER, isEvent: isSendGridNative, needs: 'an event' };

/**
 * SendGrid's Event Webhook: batches signed with ECDSA over the curve P-256. Verified by `node:crypto`: the
 * official verifier does the curve's arithmetic in JavaScript, 4 ms where this takes 0.1, decodes the body as
 * text first and checks no time. The tests hold this one to its verdicts.
 * @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
 */
export const sendgrid: Integration<SendGridNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  contentTypes: ['application/json'],
  // SendGrid sends a batch at 768 kB at the latest; an event is some hundred bytes.
  maxBytes: 1_048_576,
  // SendGrid names no window; each attempt is signed anew. The usual five minutes.
  toleranceSeconds: 300,
  signatureHeader: SIGNATURE_HEADER,
  checkSecret: faultOf,

  verify(request, secrets, now, { toleranceSeconds }) {
    const header = requireHeader(PROVIDER, request, SIGNATURE_HEADER);
    const timestamp = requireHeader(PROVIDER, request, TIMESTAMP_HEADER);
    requireUtf8(PROVIDER, request);
    const seconds = /^\d{1,15}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
    const place = `header ${TIMESTAMP_HEADER}`;
    requireWithinWindow(PROVIDER, { seconds, place, part: 'time in Unix seconds' }, now, toleranceSeconds);
    // What follows the base64 is ignored, as the official verifier does: the signature itself is strict DER.
    const signature = Buffer.from(header, 'base64');
    const secret = firstThatVerifies(PROVIDER, secrets, (key) =>
      createVerify('sha256').update(timestamp).update(request.rawBody).verify(publicKeyOf(key), signature),
    );
    return { ...readBatch(RECOGNITION, request), secret, signedAt: new Date(seconds * 1000) };
  },

  describe(native) {
    const messageId = messageIdOf(native);
    return {
      id: idIn(native.sg_event_id),
      type: native.event,
      // Seconds, but Marketing Campaigns have sent milliseconds.
      time: timeOf(native.timestamp),
      // Events name no account; a batch holds those of one.
      source: '//sendgrid.com',
      ...(messageId !== undefined && { subject: messageId }),
    };
  },
};

/** The `X-Message-Id` that SendGrid's API answered when the message was sent. */
function messageIdOf(native: SendGridNative): string | undefined {
  return isText(native.sg_message_id) ? native.sg_message_id.split('.')[0] : undefined;
}
