import { expect, it } from 'vitest';
import { PaddleEvent } from 'integration-service/paddle';
import { paddle } from 'integration-service/paddle/integration';
import { paddleSamples } from 'integration-service/paddle/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { syncPaddleTransaction, transactionProgress } from './transactions.ts';

const logic = { sagas: { transactionProgress }, handlers: [syncPaddleTransaction] };

let count = 0;

/** Every event has its own id; all are about the same transaction. */
async function event(type: string, second = 0, edit = (body: string) => body): Promise<PaddleEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  const id = `e${++count}`;
  const editing = (body: string) => edit(body.replaceAll(`txn_${id}`, 'txn_1').replaceAll(`order_${id}`, 'order_1'));
  return PaddleEvent.revive(await sampleEvent(paddle, paddleSamples, type, { id, now, edit: editing }));
}

async function after(...events: readonly PaddleEvent[]) {
  const store = await handleEvents(logic, events);
  return (await store.get('payments', 'paddle:txn_1'))?.data;
}

it('a completed transaction is recorded with what was paid, by whom and for which order', async () => {
  expect(await after(await event('transaction.completed'))).toMatchObject({
    provider: 'paddle',
    status: 'completed',
    amount: 35_700,
    currency: 'EUR',
    customer: 'ctm_01grnn4zta5a1mf02jjze7y2ys',
    invoiceNumber: '123-45678',
    orderId: 'order_1',
    failureCode: null,
  });
});

it('a payment that failed says why, until it succeeds', async () => {
  const [failed, completed] = [await event('transaction.payment_failed', 1), await event('transaction.completed', 9)];
  expect(await after(failed)).toMatchObject({ status: 'ready', failureCode: 'declined' });
  expect(await after(completed, failed)).toMatchObject({ status: 'completed', failureCode: null });
});

it('the last of several payment attempts counts', async () => {
  const earlier = { error_code: 'expired_card', created_at: '2026-11-20T00:00:00Z' };
  const edit = (body: string) => {
    const parsed = JSON.parse(body);
    const { payments } = parsed.data;
    return JSON.stringify({
      ...parsed,
      data: { ...parsed.data, payments: [{ ...payments[0], ...earlier }, ...payments] },
    });
  };
  expect(await after(await event('transaction.payment_failed', 1, edit))).toMatchObject({ failureCode: 'declined' });
});

it('completed outranks paid, which Paddle sends with the same time', async () => {
  const paid = await event('transaction.paid', 5);
  expect(await after(await event('transaction.completed', 5), paid)).toMatchObject({ status: 'completed' });
});

it.each([
  ['no payments yet', { payments: null }, { failureCode: null, amount: 35_700 }],
  ['no totals', { details: null }, { amount: null }],
  ['a total that is not a number', { details: { totals: { grand_total: 'free' } } }, { amount: null }],
])('a transaction with %s is still recorded', async (_what, fields, expected) => {
  const edit = (body: string) => {
    const parsed = JSON.parse(body);
    return JSON.stringify({ ...parsed, data: { ...parsed.data, ...fields } });
  };
  expect(await after(await event('transaction.paid', 0, edit))).toMatchObject({ status: 'paid', ...expected });
});
