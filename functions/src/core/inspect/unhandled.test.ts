import { expect, it } from 'vitest';
import { unhandledEvents } from './unhandled.ts';

const stripe = { provider: 'stripe', consumers: [{ name: 'stripe-onStripeEvent' }] };
const shop = { provider: 'shop', consumers: [{ name: 'shop-onShopEvent' }, { name: 'shop-onArchive' }] };

it('a type that the only consumer skips is handled by nobody; the most frequent comes first', () => {
  const skipped = [
    { consumer: 'stripe-onStripeEvent', type: 'price.updated', count: 2 },
    { consumer: 'stripe-onStripeEvent', type: 'product.created', count: 7 },
  ];
  expect(unhandledEvents(skipped, [stripe, shop])).toEqual([
    { provider: 'stripe', type: 'product.created', count: 7 },
    { provider: 'stripe', type: 'price.updated', count: 2 },
  ]);
});

it('a type that one of several consumers handles is handled', () => {
  const skipped = [
    { consumer: 'shop-onShopEvent', type: 'order.made', count: 5 },
    { consumer: 'shop-onShopEvent', type: 'cart.made', count: 9 },
    { consumer: 'shop-onArchive', type: 'cart.made', count: 8 },
    { consumer: 'sagas-onSagaEvent', type: 'wake', count: 3 },
  ];
  expect(unhandledEvents(skipped, [shop])).toEqual([{ provider: 'shop', type: 'cart.made', count: 8 }]);
});
