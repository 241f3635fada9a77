import { createHash } from 'node:crypto';
import { hmacMatches } from '../../core/ingest/hmac.ts';
import type { Integration, RawWebhook } from '../../core/ingest/integration.ts';
import {
  firstThatVerifies,
  headerOf,
  notAnEvent,
  requireHeader,
  requireJsonBody,
  requireUtf8,
} from '../../core/ingest/verification.ts';
import { hostIn, hostOf, isWoocommerceNative, modifiedAt, type WoocommerceNative } from './native.ts';

const PROVIDER = 'woocommerce';
const SIGNATURE_HEADER = 'x-wc-webhook-signature';
const TOPIC_HEADER = 'x-wc-webhook-topic';
const DELIVERY_HEADER = 'x-wc-webhook-delivery-id';
const SOURCE_HEADER = 'x-wc-webhook-source';

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
    requireHeader(PROVIDER, request, TOPIC_HEADER);
    requireHeader(PROVIDER, request, DELIVERY_HEADER);
    requireUtf8(PROVIDER, request);
    const secret = firstThatVerifies(PROVIDER, secrets, (key) =>
      hmacMatches({ algorithm: 'sha256', encoding: 'base64', key, parts: [request.rawBody] }, [signature]),
    );
    const native = requireJsonBody(PROVIDER, request);
    if (!isWoocommerceNative(native)) throw notAnEvent(PROVIDER, 'it needs to be an object with fields');
    return { events: [{ native, json: request.rawBody }], secret };
  },

  describe(native, request) {
    const signedHost = hostOf(native);
    const host = signedHost ?? hostIn(headerOf(request, SOURCE_HEADER));
    const time = modifiedAt(native);
    const { id } = native;
    return {
      id: idOf(request),
      type: requireHeader(PROVIDER, request, TOPIC_HEADER),
      time: time ?? request.receivedAt,
      source: host === undefined ? '//woocommerce.com' : `//${host}`,
      ...((typeof id === 'number' || (typeof id === 'string' && id !== '')) && { subject: String(id) }),
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

/**
 * WooCommerce makes the delivery's id of the webhook's number and the second: two orders that change within one
 * share it, and only their bodies tell them apart.
 * @see https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php `get_new_delivery_id`
 */
function idOf(request: RawWebhook): string {
  const digest = createHash('sha256').update(request.rawBody).digest('base64url').slice(0, 22);
  return `${requireHeader(PROVIDER, request, DELIVERY_HEADER)}:${digest}`;
}
