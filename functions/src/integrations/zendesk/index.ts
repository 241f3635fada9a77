import { timeOf } from '../../core/event/time.ts';
import { idIn, isJsonObject } from '../../core/event/json.ts';
import { hmacMatches } from '../../core/scheme/hmac.ts';
import type { Integration } from '../../core/integration/integration.ts';
import { readOne } from '../../core/integration/recognition.ts';
import {
  firstThatVerifies,
  requireHeader,
  requireUtf8,
  requireWithinWindow,
  utcSecondsOf,
} from '../../core/scheme/verification.ts';
import { secretForm } from '../../core/config/secret-forms.ts';
import { isZendeskEvent, type ZendeskNative } from './native.ts';

const PROVIDER = 'zendesk';
const SIGNATURE_HEADER = 'x-zendesk-webhook-signature';
const TIMESTAMP_HEADER = 'x-zendesk-webhook-signature-timestamp';
const RECOGNITION = { provider: PROVIDER, isEvent: isZendeskEvent, needs: 'a type' };

/**
 * Zendesk, by event subscription or by trigger. It ships no verifier.
 * @see https://developer.zendesk.com/documentation/webhooks/verifying/
 */
export const zendesk: Integration<ZendeskNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  contentTypes: ['application/json'],
  maxBytes: 1_048_576,
  // Zendesk signs the time and advises no window; this is the usual one, and each attempt is signed anew.
  toleranceSeconds: 300,
  signatureHeader: SIGNATURE_HEADER,
  checkSecret: secretForm(
    /^[\w+/-]{20,}={0,2}$/,
    'is not a signing secret of Zendesk, which is base64: reveal it on the page of the webhook',
  ),

  verify(request, secrets, now, { toleranceSeconds }) {
    const signature = requireHeader(PROVIDER, request, SIGNATURE_HEADER);
    const timestamp = requireHeader(PROVIDER, request, TIMESTAMP_HEADER);
    requireUtf8(PROVIDER, request);
    // No separator is signed between time and body: only an exact time keeps one from running into the other.
    const time = { seconds: utcSecondsOf(timestamp), place: `header ${TIMESTAMP_HEADER}`, part: 'time in RFC 3339' };
    requireWithinWindow(PROVIDER, time, now, toleranceSeconds);
    const parts = [timestamp, request.rawBody];
    const secret = firstThatVerifies(PROVIDER, secrets, (key) =>
      hmacMatches({ algorithm: 'sha256', encoding: 'base64', key, parts }, [signature]),
    );
    return { ...readOne(RECOGNITION, request), secret, signedAt: new Date(time.seconds * 1000) };
  },

  // The body of a trigger's webhook need not hold an id or a time.
  describe(native) {
    const account = idIn(native.account_id);
    const detail: unknown = native.detail;
    const subject = isJsonObject(detail) ? idIn(detail['id']) : undefined;
    return {
      id: idIn(native.id),
      type: native.type,
      time: timeOf(native.time),
      source: account === undefined ? '//zendesk.com' : `//zendesk.com/${encodeURIComponent(account)}`,
      ...(subject !== undefined && { subject }),
    };
  },
};
