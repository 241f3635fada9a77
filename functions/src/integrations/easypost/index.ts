import { hmacMatches } from '../../core/ingest/hmac.ts';
import type { Integration } from '../../core/ingest/integration.ts';
import {
  firstThatVerifies,
  notAnEvent,
  requireHeader,
  requireJson,
  requireText,
} from '../../core/ingest/verification.ts';
import { isEasypostEvent, type EasypostNative } from './native.ts';

const PROVIDER = 'easypost';
const SIGNATURE_HEADER = 'x-hmac-signature';
const PREFIX = 'hmac-sha256-hex=';

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
    const text = requireText(PROVIDER, request);
    const secret = firstThatVerifies(PROVIDER, secrets, (candidate) => signs(text, header, candidate));
    const native = requireJson(PROVIDER, text);
    if (!isEasypostEvent(native)) throw notAnEvent(PROVIDER, 'it needs an id, a description and a result');
    return { events: [{ native, json: request.rawBody }], secret };
  },

  describe(native, request) {
    const occurred = Date.parse(native.created_at);
    const isDated = !Number.isNaN(occurred);
    return {
      id: native.id,
      type: native.description,
      time: isDated ? new Date(occurred) : request.receivedAt,
      source: native.user_id ? `//easypost.com/${encodeURIComponent(native.user_id)}` : '//easypost.com',
      ...('id' in native.result && typeof native.result.id === 'string' && { subject: native.result.id }),
      ...(!isDated && { unsigned: ['time'] }),
    };
  },
};

/** The key is the secret in NFKD, so that one typed with composed letters equals one with combining marks. */
function signs(text: string, header: string, secret: string): boolean {
  if (!header.startsWith(PREFIX)) return false;
  return hmacMatches({ algorithm: 'sha256', encoding: 'hex', key: secret.normalize('NFKD'), parts: [asSigned(text)] }, [
    header.slice(PREFIX.length),
  ]);
}

/**
 * EasyPost signs a whole weight as `10.0` and sends it as `10`.
 * @see https://github.com/EasyPost/easypost-node/issues/467
 */
function asSigned(text: string): string {
  return text.replaceAll(/("weight":\s*)(\d+)(\s*)(?=,|\})/g, '$1$2.0');
}
