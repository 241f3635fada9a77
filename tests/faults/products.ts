import Stripe from 'stripe';
import { stripeSamples } from '../../functions/src/integrations/stripe/samples.ts';
import { thinSibling } from '../../functions/src/testing/stripe-events.ts';

/** An event that the saga of three-steps.ts takes, about a product of this id. */
export function productEvent(product: string): Buffer {
  return Buffer.from(
    JSON.stringify({
      id: `evt_${product}`,
      object: 'event',
      api_version: Stripe.API_VERSION,
      created: Math.floor(Date.now() / 1000),
      data: { object: { id: product, object: 'product' } },
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      type: 'product.created',
    }),
  );
}

/** The thin event of the same occurrence, which Stripe sends to a second destination. */
export function thinProductEvent(product: string): Buffer {
  return Buffer.from(thinSibling(productEvent(product).toString()));
}

/** Posts an event as Stripe would. @returns the status; 0 if no answer came in time. */
export async function post(body: Buffer, secret: string, url: string, patienceMs = 20_000): Promise<number> {
  const now = new Date();
  const signed = stripeSamples.request({ body, type: 'product.created', id: '', signing: secret, now, url });
  try {
    const reply = await fetch(url, {
      method: 'POST',
      headers: signed.headers,
      body,
      signal: AbortSignal.timeout(patienceMs),
    });
    await reply.arrayBuffer();
    return reply.status;
  } catch {
    return 0;
  }
}
