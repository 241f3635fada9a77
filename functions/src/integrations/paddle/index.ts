import { isText } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';
import { macMatches } from '../../core/scheme/mac.ts';
import type { Integration } from '../../core/integration/integration.ts';
import { readOne } from '../../core/integration/recognition.ts';
import {
  firstThatVerifies,
  requireHeader,
  requireUtf8,
  requireWithinWindow,
  unreadable,
} from '../../core/scheme/verification.ts';
import { secretForm } from '../../core/config/secret-forms.ts';
import { isPaddleEvent, type PaddleNative } from './native.ts';

const PROVIDER = 'paddle';
const SIGNATURE_HEADER = 'paddle-signature';
const RECOGNITION = {
  provider: PROVIDER,
  isEvent: isPaddleEvent,
  needs: 'an event_id, an event_type, an occurred_at and data',
};

/**
 * Paddle Billing. Verified with node:crypto: the SDK has no entrance but its root, which takes 125 ms to load,
 * keeps only the last of several signatures, compares with `===` and lets in any time to come.
 * @see https://developer.paddle.com/webhooks/signature-verification
 */
export const paddle: Integration<PaddleNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  contentTypes: ['application/json'],
  // Paddle documents no limit. The largest events are those of transactions with many items.
  maxBytes: 1_048_576,
  // The SDK's own. The README says when to widen it.
  toleranceSeconds: 5,
  signatureHeader: SIGNATURE_HEADER,
  checkSecret: secretForm(
    /^pdl_ntfset_\S+$/,
    'is not a secret key of a notification destination, which begins with pdl_ntfset_: copy it from the destination',
  ),

  verify(request, secrets, now, { toleranceSeconds }) {
    const { time, signatures } = signatureIn(requireHeader(PROVIDER, request, SIGNATURE_HEADER));
    requireUtf8(PROVIDER, request);
    requireWithinWindow(PROVIDER, { seconds: Number(time), ...TIME }, now, toleranceSeconds);
    const parts = [`${time}:`, request.rawBody];
    const secret = firstThatVerifies(PROVIDER, secrets, (key) =>
      macMatches({ hash: 'sha256', encoding: 'hex', key, parts }, signatures),
    );
    return { ...readOne(RECOGNITION, request), secret, signedAt: new Date(Number(time) * 1000) };
  },

  describe(native) {
    return {
      id: native.event_id,
      type: native.event_type,
      time: timeOf(native.occurred_at),
      source: '//paddle.com',
      ...('id' in native.data && isText(native.data.id) && { subject: native.data.id }),
    };
  },
};

const TIME = { place: `header ${SIGNATURE_HEADER}`, part: 'ts= in Unix seconds' };

/**
 * Reads `ts=<seconds>;h1=<hex>`. There is one `h1` per active secret while a secret is rotated; kinds of
 * signature to come are passed over.
 * @throws {IntegrationError} `bad-signature` if it holds no time, several times or no signature.
 */
function signatureIn(header: string): { readonly time: string; readonly signatures: readonly string[] } {
  const items = header.split(';');
  const [time, ...others] = items.flatMap((item) => /^ts=([1-9]\d{0,14})$/.exec(item)?.[1] ?? []);
  const signatures = items.flatMap((item) => /^h1=([0-9a-f]{64})$/.exec(item)?.[1] ?? []);
  if (time === undefined || others.length > 0) throw unreadable(PROVIDER, TIME.place, TIME.part);
  if (signatures.length === 0) throw unreadable(PROVIDER, TIME.place, 'h1=');
  return { time, signatures };
}
