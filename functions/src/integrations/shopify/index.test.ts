import '@shopify/shopify-api/adapters/node';
import { ApiVersion, shopifyApi } from '@shopify/shopify-api';
import { lastValueFrom, map, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { buildEvent } from '../../core/event/platform-event.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance, rawWebhookOf } from '../../testing/integration-conformance.ts';
import {
  isShopifyEventOfType,
  ShopifyEvent,
  type ShopifyEventOfType,
  type ShopifyOrder,
  type ShopifyProduct,
} from './event.ts';
import { shopify } from './index.ts';
import { shopifySamples } from './samples.ts';
import { shopifyTopic } from './topic.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

integrationConformance(shopify, shopifySamples, {
  topic: shopifyTopic,
  official: async ({ rawBody, headers }, apiSecretKey) => {
    const sdk = shopifyApi({
      apiKey: 'unused',
      apiSecretKey,
      apiVersion: ApiVersion.October26,
      hostName: 'hook.example.com',
      isEmbeddedApp: false,
      logger: { log: () => undefined },
    });
    const rawRequest = { method: 'POST', url: '/', headers };
    const { valid } = await sdk.webhooks.validate({
      rawBody: Buffer.from(rawBody).toString(),
      rawRequest,
      rawResponse: {},
    });
    return valid;
  },
});

const secret = shopifySamples.makeSecret();

function signed(type: string, body = shopifySamples.sample(type, { id: '1', now: NOW })): RawWebhook {
  const delivery = { type, id: '1', signing: secret.signing, now: NOW, url: 'https://hook.example.com/' };
  return rawWebhookOf(shopifySamples.request({ ...delivery, body: Buffer.from(body) }));
}

/** The same delivery with the headers of the events family. */
function asEvent({ headers, ...request }: RawWebhook, more: RawWebhook['headers'] = {}): RawWebhook {
  const renamed = Object.entries(headers).map(([name, value]) => [name.replace(/^x-shopify/, 'shopify'), value]);
  return {
    ...request,
    headers: { ...Object.fromEntries(renamed), 'shopify-topic': 'Order', 'shopify-action': 'create', ...more },
  };
}

async function described(request: RawWebhook) {
  const { events } = await shopify.verify(request, [secret.configured], NOW, { toleranceSeconds: 0 });
  return events.map(({ native }) => shopify.describe(native, request))[0];
}

const refusal = (name: string) => expect.objectContaining({ code: `shopify/${name}` });

describe.each([
  ['webhooks', (request: RawWebhook) => request, 'x-shopify'],
  ['events', asEvent, 'shopify'],
])('the header family of %s', (_what, inFamily, prefix) => {
  const request = inFamily(signed('orders/create'));

  it('is accepted if it is signed', async () => {
    expect(await described(request)).toMatchObject({ source: '//shopify.com/shops/johns-apparel.myshopify.com' });
  });

  it.each(['hmac-sha256', 'topic', 'shop-domain', 'api-version', 'webhook-id'])('needs its header %s', async (name) => {
    const headers = { ...request.headers, [`${prefix}-${name}`]: undefined };
    await expect(async () => described({ ...request, headers })).rejects.toThrow(refusal('bad-webhook-request'));
  });

  it.each([
    ['truncated', (value: string) => value.slice(0, -4)],
    ['padded', (value: string) => `${value}A`],
    ['of characters beyond ASCII', (value: string) => 'é'.repeat(value.length)],
  ])('a signature %s is refused', async (_how, change) => {
    const name = `${prefix}-hmac-sha256`;
    const headers = { ...request.headers, [name]: change(String(request.headers[name])) };
    await expect(async () => described({ ...request, headers })).rejects.toThrow(refusal('bad-signature'));
  });
});

it('if both families sign, a valid signature of the other one does not help', async () => {
  const request = signed('orders/create');
  const headers = { ...request.headers, 'shopify-hmac-sha256': 'forged' };
  await expect(async () => described({ ...request, headers })).rejects.toThrow(refusal('bad-webhook-request'));
  const complete = asEvent(request, { ...request.headers, 'shopify-hmac-sha256': 'forged' });
  await expect(async () => described(complete)).rejects.toThrow(refusal('bad-signature'));
});

describe('the description of an event', () => {
  it('makes one event on two topics two events, and a repeat the same event', async () => {
    const [created, paid] = [signed('orders/create'), signed('orders/paid')];
    expect(created.headers['x-shopify-event-id']).toBe(paid.headers['x-shopify-event-id']);
    const redelivered = {
      ...created,
      headers: { ...created.headers, 'x-shopify-webhook-id': 'another subscription’s' },
    };
    const [one, two, again] = await Promise.all([described(created), described(paid), described(redelivered)]);
    expect(one?.id).not.toBe(two?.id);
    expect(again?.id).toBe(one?.id);
  });

  it('marks values from headers as unsigned, and the time only if the body has none', async () => {
    expect((await described(signed('orders/create')))?.unsigned).toEqual(['id', 'type', 'source']);
    expect((await described(signed('orders/delete')))?.unsigned).toEqual(['id', 'type', 'time', 'source']);
  });

  it('keeps every digit of an id that exceeds 2^53', async () => {
    const body = '{"id":820982911946154508,"admin_graphql_api_id":"gid://shopify/Order/820982911946154508"}';
    expect((await described(signed('orders/create', body)))?.subject).toBe('820982911946154508');
  });

  it('of the events family contains the topic and the action', async () => {
    expect((await described(asEvent(signed('orders/create'))))?.type).toBe('Order/create');
  });

  it('has the time of arrival if the body’s time is invalid', async () => {
    const request = signed('orders/delete');
    const headers = { ...request.headers, 'x-shopify-triggered-at': 'soon' };
    expect((await described({ ...request, headers }))?.time).toEqual(request.receivedAt);
  });
});

function eventOf(type: string, data: unknown): ShopifyEvent {
  const about = { id: '1', type, time: new Date(0), source: '//shopify.com' };
  return ShopifyEvent.revive({ ...buildEvent('shopify', about, { receivedAt: new Date(0) }), data });
}

const order = eventOf('orders/create', { id: 1, name: '#1001' });
const product = eventOf('products/update', { id: 2, title: 'Hat' });

it('the operator lets through the given topics and narrows the event to their resources', async () => {
  const names = of(order, product).pipe(
    isShopifyEventOfType('orders/create', 'orders/paid'),
    map(({ event }) => event.name),
    toArray(),
  );
  expect(await lastValueFrom(names)).toEqual(['#1001']);

  expectTypeOf<ShopifyEventOfType<'orders/cancelled'>['event']>().toEqualTypeOf<ShopifyOrder>();
  expectTypeOf<ShopifyEventOfType<'products/create' | 'orders/paid'>['event']>().toEqualTypeOf<
    ShopifyProduct | ShopifyOrder
  >();
});

it('a topic that Shopify does not have does not compile', () => {
  // @ts-expect-error it is called orders/create
  isShopifyEventOfType('orders/created');
});

it('data that is not an object is not a Shopify event', () => {
  expect(() => eventOf('orders/create', [])).toThrow(expect.objectContaining({ code: 'shopify/bad-event' }));
});
