import { expect, it } from 'vitest';
import { inAnyOrder, sampleEvent, stateEvent } from 'integration-service/testing';
import { WoocommerceEvent } from 'integration-service/woocommerce';
import { woocommerce } from 'integration-service/woocommerce/integration';
import { woocommerceSamples } from 'integration-service/woocommerce/samples';
import { updateStock } from '../shared/inventory.ts';
import { updateOrder } from '../shared/orders.ts';
import { productStock } from './inventory.ts';
import { orderUpdates } from './orders.ts';

const logic = { sagas: { orderUpdates, productStock }, handlers: [updateOrder, updateStock] };

async function webhook(type: string): Promise<WoocommerceEvent> {
  return WoocommerceEvent.revive(await sampleEvent(woocommerce, woocommerceSamples, type));
}

/** The object of a delivery, as the shop lists it. */
function listed(kind: string, { event, envelope }: WoocommerceEvent, fields: object = {}, seconds = 0) {
  const updatedAt = new Date(Date.parse(envelope.time) + seconds * 1_000);
  const object = { ...event, ...fields };
  return stateEvent('woocommerce', { kind, id: String(event.id), updatedAt, object, source: envelope.source });
}

it('the state of an order and its delivery have one effect, in any order', async () => {
  const updated = await webhook('order.updated');
  const alone = await inAnyOrder(logic, [updated]);
  expect(await inAnyOrder(logic, [listed('order', updated), updated])).toEqual(alone);
  expect(Object.keys(alone)).toHaveLength(1);
});

it('the state of an order repairs the record that WooCommerce never told of again', async () => {
  const updated = await webhook('order.updated');
  const completed = listed('order', updated, { status: 'completed', refunds: [] }, 60);
  expect(Object.values(await inAnyOrder(logic, [updated, completed]))).toMatchObject([{ status: 'fulfilled' }]);
});

it('the state of a product keeps its stock', async () => {
  const updated = await webhook('product.updated');
  const sold = listed('product', updated, { stock_quantity: 3, manage_stock: true, stock_status: 'instock' }, 60);
  expect(Object.values(await inAnyOrder(logic, [updated, sold]))).toMatchObject([{ quantity: 3, status: 'in_stock' }]);
});
