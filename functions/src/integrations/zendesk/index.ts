import { isJsonObject } from '../../core/event/json.ts';
import { hmacMatches } from '../../core/ingest/hmac.ts';
import type { Integration } from '../../core/ingest/integration.ts';
import {
  firstThatVerifies,
  headerOf,
  notAnEvent,
  requireHeader,
  requireJsonBody,
  requireUtf8,
  requireWithinWindow,
  utcSecondsOf,
} from '../../core/ingest/verification.ts';
import { secretForm } from '../../core/secret-forms.ts';
import { isZendeskEvent, type ZendeskNative } from './native.ts';

const PROVIDER = 'zendesk';
const SIGNATURE_HEADER = 'x-zendesk-webhook-signature';
const TIMESTAMP_HEADER = 'x-zendesk-webhook-signature-timestamp';

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
    const native = requireJsonBody(PROVIDER, request);
    if (!isZendeskEvent(native)) throw notAnEvent(PROVIDER, 'it needs an id and a type');
    return { events: [{ native, json: request.rawBody }], secret };
  },

  describe(native, request) {
    const occurred = Date.parse(native.time);
    // A trigger's body need not hold a time; the one of the signature is signed, too.
    const signed = utcSecondsOf(headerOf(request, TIMESTAMP_HEADER) ?? '') * 1000;
    const account = Number.isSafeInteger(native.account_id) ? `/${native.account_id}` : '';
    const detail: unknown = native.detail;
    const subject = isJsonObject(detail) ? detail['id'] : undefined;
    return {
      id: native.id,
      type: native.type,
      time: new Date(Number.isNaN(occurred) ? signed : occurred),
      source: `//zendesk.com${account}`,
      ...((typeof subject === 'string' || typeof subject === 'number') && { subject: String(subject) }),
    };
  },
};
