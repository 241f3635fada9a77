import { expect, it } from 'vitest';
import { days } from 'integration-service';
import { PaddleEvent } from 'integration-service/paddle';
import { paddleClient } from 'integration-service/paddle/client';
import { paddle } from 'integration-service/paddle/integration';
import { paddleSamples } from 'integration-service/paddle/samples';
import { given, inAnyOrder, sampleEvent } from 'integration-service/testing';
import { reinstateAccount, remindOfPayment, RemindOfPayment } from '../shared/dunning-commands.ts';
import { paddleDunning, suspendPaddleAccount, SuspendPaddleAccount } from './dunning.ts';

const logic = { durable: { paddleDunning }, handlers: [remindOfPayment, suspendPaddleAccount, reinstateAccount] };

const BILL = {
  provider: 'paddle',
  id: 'txn_1',
  account: null,
  customer: 'ctm_01grnn4zta5a1mf02jjze7y2ys',
  subscription: 'sub_1',
  livemode: null,
  failedAt: '2026-11-23T12:00:00.000Z',
} as const;
const STATE = `accountStates/paddle:${BILL.customer}`;

async function event(type: string) {
  const fields = { '/data/id': 'txn_1', '/event_id': `evt_${type}` };
  return PaddleEvent.revive(await sampleEvent(paddle, paddleSamples, type, { fields }));
}

it('a transaction whose payment fails is followed by reminders and the suspension, until it is paid', async () => {
  given(paddleDunning)
    .event(await event('transaction.payment_failed'))
    .at(days(1))
    .then(new RemindOfPayment(BILL, 1))
    .at(days(10))
    .then(RemindOfPayment, RemindOfPayment, new SuspendPaddleAccount(BILL))
    .event(await event('transaction.paid'))
    .isComplete();
});

it('in any order, a transaction that is paid leaves no trace, and one that stays unpaid has the account suspended', async () => {
  const failed = await event('transaction.payment_failed');
  expect(await inAnyOrder(logic, [failed, await event('transaction.paid')], { passing: days(30) })).toEqual({});
  const records = await inAnyOrder(logic, [failed, await event('transaction.past_due')], { passing: days(30) });
  expect(Object.keys(records)).toEqual([STATE, ...[1, 2, 3].map((n) => `dunningReminders/paddle:txn_1:${n}`)]);
  expect(records[STATE]).toMatchObject({ status: 'suspended', unpaid: { txn_1: { confirmed: false } } });
});

it.each([
  ['past_due', true],
  ['completed', false],
])('before it suspends an account, it asks Paddle, where the transaction is %s', async (status, isSuspended) => {
  const { Paddle } = await import('@paddle/paddle-node-sdk');
  const client = new Paddle('pdl_sdbx_apikey_none');
  const get = () => Promise.resolve({ status });
  using _ = paddleClient.replace(Object.assign(client, { transactions: Object.assign(client.transactions, { get }) }));
  const records = await inAnyOrder(logic, [await event('transaction.past_due')], { passing: days(30) });
  expect(STATE in records).toBe(isSuspended);
});
