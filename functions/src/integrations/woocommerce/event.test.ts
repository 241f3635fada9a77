import { lastValueFrom, map, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { buildEvent } from '../../core/event/platform-event.ts';
import { isWoocommerceEventOfType, WoocommerceEvent, type WoocommerceEventOfType } from './event.ts';
import type { WoocommerceOrder } from './native.ts';

function eventOf(type: string, data: unknown): WoocommerceEvent {
  const about = { id: '1', type, time: new Date(0), source: '//shop.example' };
  return WoocommerceEvent.revive({ ...buildEvent('woocommerce', about, { receivedAt: new Date(0) }), data });
}

const order = eventOf('order.updated', { id: 727, status: 'processing' });
const product = eventOf('product.updated', { id: 93, sku: 'WOO-1' });

it('lets through the wanted topics and narrows the event to what they carry', async () => {
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

it('data that is no object is no event of WooCommerce', () => {
  expect(() => eventOf('order.updated', [])).toThrow(expect.objectContaining({ code: 'woocommerce/bad-event' }));
});
