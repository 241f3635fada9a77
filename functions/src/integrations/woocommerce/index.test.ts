import { lastValueFrom, map, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { buildEvent } from '../../core/event/platform-event.ts';
import { describeAll } from '../../core/integration/recognition.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance, rawWebhookOf } from '../../testing/integration-conformance.ts';
import {
  isWoocommerceEventOfType,
  WoocommerceEvent,
  type WoocommerceEventOfType,
  type WoocommerceOrder,
} from './event.ts';
import { woocommerce } from './index.ts';
import { woocommerceSamples } from './samples.ts';

const SETTINGS = { toleranceSeconds: 300, verifyToken: undefined };

const NOW = new Date('2026-11-23T12:00:00Z');

integrationConformance(woocommerce, woocommerceSamples);

const secret = woocommerceSamples.makeSecret();

function signed(type: string, id = '1', body = woocommerceSamples.sample(type, { id, now: NOW })): RawWebhook {
  const delivery = { type, id: 'same second', signing: secret.signing, now: NOW, url: 'https://hook.example.com/' };
  return rawWebhookOf(woocommerceSamples.request({ ...delivery, body: Buffer.from(body) }));
}

async function described(request: RawWebhook) {
  const verified = await woocommerce.verify(request, [secret.configured], NOW, { toleranceSeconds: 0 });
  return describeAll(woocommerce, verified, request)[0]?.about;
}

describe('the ping that enables a webhook', () => {
  const ping = { ...signed('order.updated'), headers: { 'content-type': 'application/x-www-form-urlencoded' } };
  const answerTo = (body: string, headers: RawWebhook['headers'] = ping.headers) =>
    woocommerce.handshake?.({ ...ping, headers, rawBody: Buffer.from(body) }, [], NOW, SETTINGS);

  it('is answered with a 200', () => {
    expect(answerTo('webhook_id=5')).toMatchObject({ status: 200 });
  });

  it.each(['webhook_id=', 'webhook_id=5&id=1', '{"id":1}', '', `webhook_id=${'5'.repeat(50)}`])('is not %j', (body) => {
    expect(answerTo(body)).toBeUndefined();
  });

  it('is not a signed delivery', () => {
    expect(answerTo('webhook_id=5', { 'x-wc-webhook-signature': 'x' })).toBeUndefined();
    expect(woocommerce.handshake?.(signed('order.updated'), [], NOW, SETTINGS)).toBeUndefined();
  });
});

describe('the description of an event', () => {
  it('makes two orders that change within one second two events, although their delivery ids are equal', async () => {
    const [one, two] = [signed('order.updated', '1'), signed('order.updated', '2')];
    expect(one.headers['x-wc-webhook-delivery-id']).toBe(two.headers['x-wc-webhook-delivery-id']);
    expect((await described(one))?.id).not.toBe((await described(two))?.id);
  });

  it('takes shop and time from the signed body', async () => {
    const request = signed('order.updated');
    const headers = { ...request.headers, 'x-wc-webhook-source': 'https://victim.example/' };
    expect(await described({ ...request, headers })).toMatchObject({
      source: '//shop.example',
      time: NOW,
      unsigned: ['id', 'type'],
    });
  });

  it('marks shop and time of a deletion, whose body has neither', async () => {
    expect(await described(signed('order.deleted'))).toMatchObject({
      source: '//shop.example',
      unsigned: ['id', 'type', 'time', 'source'],
    });
  });

  it('ignores links that are not URLs', async () => {
    const about = await described(signed('order.updated', '1', '{"id":1,"_links":{"self":[{"href":"no url"}]}}'));
    expect(about).toMatchObject({ source: '//shop.example', unsigned: ['id', 'type', 'time', 'source'] });
  });
});

it.each([
  ['x-wc-webhook-topic', { type: 'unknown', subject: '27526', unknown: ['type'] }],
  ['x-wc-webhook-delivery-id', { id: expect.stringMatching(/^[\w-]{43}$/), type: 'order.updated', unknown: ['id'] }],
])('a delivery without its header %s is kept and marked', async (name, about) => {
  const request = signed('order.updated');
  expect(await described({ ...request, headers: { ...request.headers, [name]: undefined } })).toMatchObject(about);
});

function eventOf(type: string, data: unknown): WoocommerceEvent {
  const about = { id: '1', type, time: new Date(0), source: '//shop.example' };
  return WoocommerceEvent.revive({ ...buildEvent('woocommerce', about, { receivedAt: new Date(0) }), data });
}

const order = eventOf('order.updated', { id: 727, status: 'processing' });
const product = eventOf('product.updated', { id: 93, sku: 'WOO-1' });

it('the operator lets through the given topics and narrows the event to their resources', async () => {
  const states = of(order, product).pipe(
    isWoocommerceEventOfType('order.created', 'order.updated'),
    map(({ event }) => event.status),
    toArray(),
  );
  expect(await lastValueFrom(states)).toEqual(['processing']);

  expectTypeOf<WoocommerceEventOfType<'order.restored'>['event']>().toEqualTypeOf<WoocommerceOrder>();
  expectTypeOf<WoocommerceEventOfType<'product.updated'>['event']['stock_quantity']>().toEqualTypeOf<
    number | null | undefined
  >();
});

it('a topic that WooCommerce does not have does not compile', () => {
  // @ts-expect-error it is called order.updated
  isWoocommerceEventOfType('orders/updated');
});

it('data that is not an object is not a WooCommerce event', () => {
  expect(() => eventOf('order.updated', [])).toThrow(expect.objectContaining({ code: 'woocommerce/bad-event' }));
});
