import { firstJsonCharacter, idIn, isText } from '../../core/event/json.ts';
import { macMatches } from '../../core/scheme/mac.ts';
import type { Integration } from '../../core/integration/integration.ts';
import { readOne } from '../../core/integration/recognition.ts';
import { firstThatVerifies, notAnEvent, requireHeader, requireUtf8 } from '../../core/scheme/verification.ts';
import { isSegmentNative, occurredAt, type SegmentNative } from './native.ts';

const PROVIDER = 'segment';
const SIGNATURE_HEADER = 'x-signature';
const RECOGNITION = { provider: PROVIDER, isEvent: isSegmentNative, needs: 'a type, and what that type asks for' };

/**
 * Segment's webhook destination. Segment ships no verifier; the scheme is an HMAC-SHA1 over the body. Of a list
 * it covers the first element only, so lists are refused: leave batching off in the destination's settings.
 * @see https://segment.com/docs/connections/destinations/catalog/webhooks/#authentication
 */
export const segment: Integration<SegmentNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  contentTypes: ['application/json'],
  // Segment takes 32 kB for a message, and adds to it. @see https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/#max-request-size
  maxBytes: 100_000,
  signatureHeader: SIGNATURE_HEADER,

  verify(request, secrets) {
    const signature = requireHeader(PROVIDER, request, SIGNATURE_HEADER);
    requireUtf8(PROVIDER, request);
    // Before any signature is compared: a list is never authentic as a whole.
    if (firstJsonCharacter(request.rawBody) === '[') {
      throw notAnEvent(PROVIDER, 'of a batch only the first element is signed; switch batching off in the destination');
    }
    const secret = firstThatVerifies(PROVIDER, secrets, (key) =>
      macMatches({ hash: 'sha1', encoding: 'hex', key, parts: [request.rawBody] }, [signature]),
    );
    return { ...readOne(RECOGNITION, request), secret };
  },

  describe(native, request) {
    const time = occurredAt(native);
    const subject = idIn(native.userId) ?? idIn(native.anonymousId);
    return {
      id: idIn(native.messageId),
      type: native.type,
      time: time ?? request.receivedAt,
      source: isText(native.projectId)
        ? `//segment.com/sources/${encodeURIComponent(native.projectId)}`
        : '//segment.com',
      ...(subject !== undefined && { subject }),
      ...(time === undefined && { unsigned: ['time'] }),
    };
  },
};
