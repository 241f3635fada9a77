import { IntegrationError } from '../../core/event/errors.ts';
import { timeOf } from '../../core/event/time.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { headerOf } from '../../core/scheme/verification.ts';

const PROVIDER = 'shopify';

/** What the headers of a delivery say. The signature covers none of it. */
export interface ShopifyHeaders {
  readonly signature: string;
  /** `orders/create`; of the events family the topic and what happened: `Product/create`. */
  readonly topic: string;
  /** `johns-apparel.myshopify.com` */
  readonly shop: string;
  readonly webhookId: string;
  /** The same for every delivery of one event, to whatever subscription. */
  readonly eventId: string | undefined;
  readonly triggeredAt: Date | undefined;
}

/**
 * Reads the headers of either family: `X-Shopify-…` of webhooks, `Shopify-…` of events. Where both sign, that of
 * events counts, as in Shopify's SDK, which also says which headers have to be there.
 * @throws {IntegrationError} `bad-webhook-request`
 */
export function headersOf(request: RawWebhook): ShopifyHeaders {
  const isEvents = headerOf(request, 'shopify-hmac-sha256') !== undefined;
  const prefix = isEvents ? 'shopify' : 'x-shopify';
  const required = (name: string): string => {
    const value = headerOf(request, `${prefix}-${name}`);
    if (value !== undefined) return value;
    throw new IntegrationError(
      PROVIDER,
      'bad-webhook-request',
      `The header ${prefix}-${name} is missing; send the request as Shopify signed it.`,
    );
  };
  const signature = required('hmac-sha256');
  required('api-version');
  const topic = required('topic');
  const action = isEvents ? headerOf(request, `${prefix}-action`) : undefined;
  return {
    signature,
    topic: action === undefined ? topic : `${topic}/${action}`,
    shop: required('shop-domain'),
    webhookId: required('webhook-id'),
    eventId: headerOf(request, `${prefix}-event-id`),
    triggeredAt: timeOf(headerOf(request, `${prefix}-triggered-at`)),
  };
}
