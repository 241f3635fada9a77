import { timeOf } from '../../core/event/time.ts';
import { asBuffer, isText } from '../../core/event/json.ts';
import { hmacMatches } from '../../core/scheme/hmac.ts';
import type { Integration } from '../../core/integration/integration.ts';
import { readOne } from '../../core/ingest/recognition.ts';
import { firstThatVerifies, requireHeader, requireUtf8, unreadable } from '../../core/scheme/verification.ts';
import { isEasypostEvent, type EasypostNative } from './native.ts';

const PROVIDER = 'easypost';
const SIGNATURE_HEADER = 'x-hmac-signature';
const PREFIX = 'hmac-sha256-hex=';
const RECOGNITION = { provider: PROVIDER, isEvent: isEasypostEvent, needs: 'an id, a description and a result' };

/**
 * EasyPost. The signature is checked here and not by the SDK: its root is all it exports, and loading that
 * costs 80 ms and 28 MB. The tests hold this check against the SDK's.
 * @see https://docs.easypost.com/guides/webhooks-guide
 */
export const easypost: Integration<EasypostNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  // Any: the fixture of EasyPost's own SDKs names none, and the signature covers what is read.
  contentTypes: [],
  // EasyPost documents no limit; events of large batches are its longest.
  maxBytes: 1_048_576,
  signatureHeader: SIGNATURE_HEADER,

  verify(request, secrets) {
    const header = requireHeader(PROVIDER, request, SIGNATURE_HEADER);
    if (!header.startsWith(PREFIX)) throw unreadable(PROVIDER, `header ${SIGNATURE_HEADER}`, PREFIX);
    requireUtf8(PROVIDER, request);
    const parts = [asSigned(request.rawBody)];
    const secret = firstThatVerifies(PROVIDER, secrets, (candidate) => {
      // In NFKD, so that a secret typed with composed letters equals one with combining marks.
      const key = candidate.normalize('NFKD');
      return hmacMatches({ algorithm: 'sha256', encoding: 'hex', key, parts }, [header.slice(PREFIX.length)]);
    });
    return { ...readOne(RECOGNITION, request), secret };
  },

  describe(native, request) {
    const time = timeOf(native.created_at);
    return {
      id: native.id,
      type: native.description,
      time: time ?? request.receivedAt,
      source: isText(native.user_id) ? `//easypost.com/${encodeURIComponent(native.user_id)}` : '//easypost.com',
      ...('id' in native.result && isText(native.result.id) && { subject: native.result.id }),
      ...(time === undefined && { unsigned: ['time'] }),
    };
  },
};

/**
 * EasyPost signs a whole weight as `10.0` and sends it as `10`. The bytes are looked at in latin1, one character each:
 * all that matters here is ASCII.
 * @see https://github.com/EasyPost/easypost-node/issues/467
 */
function asSigned(body: Uint8Array): Uint8Array {
  const bytes = asBuffer(body);
  if (!bytes.includes('"weight":')) return bytes;
  return Buffer.from(bytes.toString('latin1').replaceAll(WHOLE_WEIGHT, '$1$2.0'), 'latin1');
}

const WHOLE_WEIGHT = /("weight":[ \t\r\n]*)(\d+)([ \t\r\n]*)(?=,|\})/g;
