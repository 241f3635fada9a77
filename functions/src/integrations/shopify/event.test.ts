import { lastValueFrom, map, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { buildEvent } from '../../core/event/platform-event.ts';
import { isShopifyEventOfType, ShopifyEvent, type ShopifyEventOfType } from './event.ts';
import type { ShopifyOrder, ShopifyProduct } from './native.ts';

function eventOf(type: string, data: unknown): ShopifyEvent {
  const about = { id: '1', type, time: new Date(0), source: '//shopify.com' };
  return ShopifyEvent.revive({ ...buildEvent('shopify', about, { receivedAt: new Date(0) }), data });
}

const order = eventOf('orders/create', { id: 1, name: '#1001' });
const product = eventOf('products/update', { id: 2, title: 'Hat' });

it('lets through the wanted topics and narrows the event to what they carry', async () => {
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

it('data that is no object is no event of Shopify', () => {
  expect(() => eventOf('orders/create', [])).toThrow(expect.objectContaining({ code: 'shopify/bad-event' }));
});
