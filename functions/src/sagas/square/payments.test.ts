import { expect, it } from 'vitest';
import { SquareEvent } from 'integration-service/square';
import { square } from 'integration-service/square/integration';
import { squareSamples } from 'integration-service/square/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { paymentProgress, syncSquarePayment } from './payments.ts';

const logic = { sagas: { paymentProgress }, handlers: [syncSquarePayment] };

let count = 0;

/** Each event has its own id; all are about the same payment. */
async function event(type: string, second = 0, fields: object = {}): Promise<SquareEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const id = `e${++count}`;
  const edit = (body: string) => {
    const parsed = JSON.parse(body.replaceAll(`payment_${id}`, 'payment_1').replaceAll(`order-${id}`, 'order-1'));
    const payment = { ...parsed.data.object.payment, ...fields };
    return JSON.stringify({ ...parsed, data: { ...parsed.data, object: { payment } } });
  };
  return SquareEvent.revive(await sampleEvent(square, squareSamples, type, { id, now, edit }));
}

async function after(...events: readonly SquareEvent[]) {
  const store = await handleEvents(logic, events);
  return (await store.get('payments', 'square:payment_1'))?.data;
}

it('a completed payment is recorded with what was paid, to whom and for which order', async () => {
  expect(await after(await event('payment.updated', 5))).toMatchObject({
    provider: 'square',
    id: 'payment_1',
    account: 'MSAMPLE5W8R1',
    status: 'COMPLETED',
    amount: 4500,
    amountTip: 300,
    amountRefunded: 0,
    currency: 'USD',
    orderId: 'shop-order-1',
    method: 'CARD',
    failureCode: null,
    updatedAt: '2026-11-23T12:00:05.000Z',
  });
});

it('an approval that arrives late changes nothing, even one of the same instant', async () => {
  const [approved, completed] = [await event('payment.created', 5), await event('payment.updated', 5)];
  expect(await after(completed, approved)).toMatchObject({ status: 'COMPLETED' });
  expect(await after(approved, completed)).toMatchObject({ status: 'COMPLETED' });
});

it('the version of the payment decides, not when its event was created', async () => {
  const refunded = { refunded_money: { amount: 1200, currency: 'USD' }, updated_at: '2026-11-23T12:00:08.000Z' };
  const older = await event('payment.updated', 9, { updated_at: '2026-11-23T12:00:07.000Z' });
  const newer = await event('payment.updated', 1, refunded);
  expect(await after(newer, older)).toMatchObject({ amountRefunded: 1200 });
  expect(await after(older, newer)).toMatchObject({ amountRefunded: 1200 });
});

it('a declined card says why', async () => {
  const errors = [{ category: 'PAYMENT_METHOD_ERROR', code: 'INSUFFICIENT_FUNDS' }];
  const failed = await event('payment.updated', 1, { status: 'FAILED', card_details: { status: 'FAILED', errors } });
  expect(await after(failed)).toMatchObject({ status: 'FAILED', failureCode: 'INSUFFICIENT_FUNDS' });
});

it.each([
  ['no total', { total_money: null }, { amount: 4200, currency: 'USD' }],
  [
    'an amount with a fraction',
    { total_money: { amount: 0.5, currency: 'USD' }, amount_money: null },
    { amount: null, currency: null },
  ],
  ['cash, and no card', { source_type: 'CASH', card_details: null }, { method: 'CASH', failureCode: null }],
  ['no version', { updated_at: null }, { updatedAt: null, status: 'COMPLETED' }],
])('a payment with %s is recorded nevertheless', async (_what, fields, expected) => {
  expect(await after(await event('payment.updated', 0, fields))).toMatchObject(expected);
});
