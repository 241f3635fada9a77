import { boundId } from '../../core/event/digest.ts';
import { idIn } from '../../core/event/json.ts';
import { hmacMatches } from '../../core/scheme/hmac.ts';
import type { Integration } from '../../core/integration/integration.ts';
import { readOne } from '../../core/integration/recognition.ts';
import { firstThatVerifies, headerOf, requireHeader, requireUtf8 } from '../../core/scheme/verification.ts';
import { hostIn, hostOf, isWoocommerceNative, modifiedAt, type WoocommerceNative } from './native.ts';

const PROVIDER = 'woocommerce';
const SIGNATURE_HEADER = 'x-wc-webhook-signature';
const TOPIC_HEADER = 'x-wc-webhook-topic';
const DELIVERY_HEADER = 'x-wc-webhook-delivery-id';
const SOURCE_HEADER = 'x-wc-webhook-source';
const RECOGNITION = { provider: PROVIDER, isEvent: isWoocommerceNative, needs: 'to be an object' };

/**
 * WooCommerce: resources of a shop, signed by an HMAC over the body. It ships no verifier for JavaScript.
 * @see https://woocommerce.com/document/webhooks/
 */
export const woocommerce: Integration<WoocommerceNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  contentTypes: ['application/json'],
  // WooCommerce documents no limit; orders of many lines are some hundred kB.
  maxBytes: 1_048_576,
  signatureHeader: SIGNATURE_HEADER,

  verify(request, secrets) {
    const signature = requireHeader(PROVIDER, request, SIGNATURE_HEADER);
    requireUtf8(PROVIDER, request);
    const secret = firstThatVerifies(PROVIDER, secrets, (key) =>
      hmacMatches({ algorithm: 'sha256', encoding: 'base64', key, parts: [request.rawBody] }, [signature]),
    );
    return { ...readOne(RECOGNITION, request), secret };
  },

  describe(native, request) {
    const signedHost = hostOf(native);
    const host = signedHost ?? hostIn(headerOf(request, SOURCE_HEADER));
    const time = modifiedAt(native);
    const subject = idIn(native['id']);
    const delivery = headerOf(request, DELIVERY_HEADER);
    return {
      // WooCommerce makes the delivery's id of the webhook's number and the second: two orders that change within one
      // share it, and only their bodies tell them apart.
      // @see https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php `get_new_delivery_id`
      id: delivery === undefined ? undefined : boundId(delivery, request.rawBody),
      type: headerOf(request, TOPIC_HEADER),
      time: time ?? request.receivedAt,
      source: host === undefined ? '//woocommerce.com' : `//${host}`,
      ...(subject !== undefined && { subject }),
      unsigned: [
        'id',
        'type',
        ...(signedHost === undefined ? ['source'] : []),
        ...(time === undefined ? ['time'] : []),
      ],
    };
  },

  /** When a webhook is saved, WooCommerce posts its number, unsigned, and switches it on if the answer is a 2xx. */
  handshake(request) {
    const isPing =
      request.method === 'POST' &&
      headerOf(request, SIGNATURE_HEADER) === undefined &&
      request.rawBody.byteLength < 40 &&
      /^webhook_id=\d+$/.test(Buffer.from(request.rawBody).toString('latin1'));
    return isPing ? { status: 200, body: { received: true } } : undefined;
  },
};
