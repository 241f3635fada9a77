import { integration } from '../../core/integration/from-facts.ts';
import type { HttpReply } from '../../core/integration/integration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { hmac } from '../../core/scheme/schemes.ts';
import { headerOf } from '../../core/scheme/verification.ts';
import { places } from './event.ts';

/**
 * WooCommerce: resources of a shop. It ships no verifier for JavaScript.
 * @see https://woocommerce.com/document/webhooks/
 */
export const woocommerce = integration({
  provider: 'woocommerce',
  kind: 'e-commerce',
  scheme: hmac({ headers: { 'x-wc-webhook-signature': '{signature}' }, encoding: 'base64' }),
  places,
  handshake: answerPing,
});

/** When a webhook is saved, WooCommerce posts its number, unsigned, and enables it if the response is a 2xx. */
function answerPing(request: RawWebhook): HttpReply | undefined {
  const isPing =
    request.method === 'POST' &&
    headerOf(request, 'x-wc-webhook-signature') === undefined &&
    request.rawBody.byteLength < 40 &&
    /^webhook_id=\d+$/.test(Buffer.from(request.rawBody).toString('latin1'));
  return isPing ? { status: 200, body: { received: true } } : undefined;
}
