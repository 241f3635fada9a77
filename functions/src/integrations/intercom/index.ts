import { hmacMatches } from '../../core/ingest/hmac.ts';
import type { Integration } from '../../core/ingest/integration.ts';
import {
  firstThatVerifies,
  notAnEvent,
  requireHeader,
  requireJsonBody,
  requireUtf8,
  unreadable,
} from '../../core/ingest/verification.ts';
import { secretForm } from '../../core/secret-forms.ts';
import { isIntercomEvent, type IntercomNative } from './native.ts';

const PROVIDER = 'intercom';
const SIGNATURE_HEADER = 'x-hub-signature';
const PREFIX = 'sha1=';

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
    const native = requireJsonBody(PROVIDER, request);
    if (!isIntercomEvent(native)) throw notAnEvent(PROVIDER, 'it needs a topic, a time of creation and data');
    return { events: [{ native, json: request.rawBody }], secret };
  },

  describe(native) {
    const item: unknown = native.data.item;
    const subject = typeof item === 'object' && item !== null && 'id' in item ? item.id : undefined;
    return {
      id: native.id ?? `${native.topic}:${native.created_at}`,
      type: native.topic,
      time: new Date(native.created_at * 1000),
      source:
        typeof native.app_id === 'string' ? `//intercom.com/${encodeURIComponent(native.app_id)}` : '//intercom.com',
      ...(typeof subject === 'string' && { subject }),
    };
  },

  /** Intercom asks by HEAD whether the URL is there before it lets one save it. */
  handshake({ method }) {
    return method === 'HEAD' ? { status: 200 } : undefined;
  },
};
