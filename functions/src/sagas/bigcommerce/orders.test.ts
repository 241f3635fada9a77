import { expect, it } from 'vitest';
import { BigcommerceEvent, type BigcommerceEventType } from 'integration-service/bigcommerce';
import { bigcommerce } from 'integration-service/bigcommerce/integration';
import { bigcommerceSamples } from 'integration-service/bigcommerce/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateOrder } from '../shared/orders.ts';
import { orderStatus } from './orders.ts';

const logic = { sagas: { orderStatus }, handlers: [updateOrder] };

let count = 0;

async function event(
  type: BigcommerceEventType,
  second = 0,
  edit?: (body: string) => string,
): Promise<BigcommerceEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const options = { id: `${++count}`, now, ...(edit && { edit }) };
  return BigcommerceEvent.revive(await sampleEvent(bigcommerce, bigcommerceSamples, type, options));
}

async function after(...events: readonly BigcommerceEvent[]) {
  return (await handleEvents(logic, events)).list('orders', { limit: 9 });
}

it('an order has its latest status, whichever event arrives first', async () => {
  const both = [await event('store/order/created'), await event('store/order/statusUpdated')];
  for (const order of [both, both.toReversed()]) {
    expect(await after(...order)).toMatchObject([
      {
        id: 'bigcommerce:smpl4k7q%3A2207',
        data: { orderId: '2207', status: 'paid', shop: 'store-smpl4k7q.mybigcommerce.com', amount: null },
      },
    ]);
  }
});

it.each([
  [2, 'fulfilled'],
  [4, 'refunded'],
  [5, 'canceled'],
  [7, 'pending'],
  [14, 'partially_refunded'],
])('the status %d is %s', async (number, status) => {
  const edit = (body: string) => body.replace('"new_status_id":11', `"new_status_id":${number}`);
  expect(await after(await event('store/order/statusUpdated', 0, edit))).toMatchObject([{ data: { status } }]);
});

it.each(['"new_status_id":99', '"other":11'])('a status with %s changes nothing', async (field) => {
  const edit = (body: string) => body.replace('"new_status_id":11', field);
  expect(await after(await event('store/order/statusUpdated', 0, edit), await event('store/cart/abandoned'))).toEqual(
    [],
  );
});
