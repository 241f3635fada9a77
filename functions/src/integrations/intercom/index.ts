import { digestOf } from '../../core/event/digest.ts';
import { idIn, isJsonObject, isText } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';
import { hmacMatches } from '../../core/scheme/hmac.ts';
import type { Integration } from '../../core/integration/integration.ts';
import { readOne } from '../../core/integration/recognition.ts';
import { firstThatVerifies, requireHeader, requireUtf8, unreadable } from '../../core/scheme/verification.ts';
import { secretForm } from '../../core/config/secret-forms.ts';
import { isIntercomEvent, type IntercomNative } from './native.ts';

const PROVIDER = 'intercom';
const SIGNATURE_HEADER = 'x-hub-signature';
const PREFIX = 'sha1=';
const RECOGNITION = { provider: PROVIDER, isEvent: isIntercomEvent, needs: 'a topic and data' };

/**
 * Intercom. Its SDK has no verifier. The key is the client secret of the app.
 * @see https://developers.intercom.com/docs/webhooks/webhook-notifications
 */
export const intercom: Integration<IntercomNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  contentTypes: ['application/json'],
  // Intercom documents no limit; a long conversation is its largest item.
  maxBytes: 1_048_576,
  signatureHeader: SIGNATURE_HEADER,
  checkSecret: secretForm(
    /^\S{16,}$/,
    'is not a client secret of Intercom: copy it from Basic information of the app in the Developer Hub',
  ),

  verify(request, secrets) {
    const header = requireHeader(PROVIDER, request, SIGNATURE_HEADER);
    if (!header.startsWith(PREFIX)) throw unreadable(PROVIDER, `header ${SIGNATURE_HEADER}`, PREFIX);
    requireUtf8(PROVIDER, request);
    const parts = [request.rawBody];
    const secret = firstThatVerifies(PROVIDER, secrets, (key) =>
      hmacMatches({ algorithm: 'sha1', encoding: 'hex', key, parts }, [header.slice(PREFIX.length)]),
    );
    return { ...readOne(RECOGNITION, request), secret };
  },

  describe(native, request) {
    const item: unknown = native.data.item;
    // What is left of a conversation names it in a field of its own.
    const subject = isJsonObject(item) ? (idIn(item['id']) ?? idIn(item['conversation_id'])) : undefined;
    return {
      // A ping has no id of its own.
      id: idIn(native.id) ?? (native.topic === 'ping' ? digestOf(request.rawBody) : undefined),
      type: native.topic,
      time: timeOf(native.created_at),
      source: isText(native.app_id) ? `//intercom.com/${encodeURIComponent(native.app_id)}` : '//intercom.com',
      ...(subject !== undefined && { subject }),
    };
  },

  /** Intercom asks by HEAD whether the URL is there before it lets one save it. */
  handshake({ method }) {
    return method === 'HEAD' ? { status: 200 } : undefined;
  },
};
