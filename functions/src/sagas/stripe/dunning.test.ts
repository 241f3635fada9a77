import { describe, expect, it } from 'vitest';
import { days } from 'integration-service';
import { reviveStripe, StripeApi, stripeEvent, type StripeEventChanges } from 'integration-service/stripe/testing';
import { given, inAnyOrder } from 'integration-service/testing';
import { ReinstateAccount, reinstateAccount, remindOfPayment, RemindOfPayment } from '../shared/dunning-commands.ts';
import { dunning, suspendAccount, SuspendAccount } from './dunning.ts';

const logic = { durable: { dunning }, handlers: [remindOfPayment, suspendAccount, reinstateAccount] };

const BILL = {
  provider: 'stripe',
  id: 'in_1',
  account: null,
  customer: 'cus_1',
  subscription: 'sub_1',
  livemode: false,
  failedAt: '2026-11-23T12:00:00.000Z',
} as const;

const failed = () => given(dunning).fact('paymentFailed', BILL);

function stripe(type: string, changes: StripeEventChanges = {}) {
  return reviveStripe(stripeEvent(type, { id: `evt_${type}`, ...changes }));
}

describe('a bill whose payment fails', () => {
  it('is followed by three reminders and the suspension', () => {
    failed()
      .wakesAt(days(1))
      .at(days(9))
      .then(new RemindOfPayment(BILL, 1), new RemindOfPayment(BILL, 2), new RemindOfPayment(BILL, 3))
      .at(days(10))
      .then(new SuspendAccount(BILL))
      .waitsForFacts();
  });

  it('that fails again is still the same bill', () => {
    failed()
      .at(days(2))
      .then(RemindOfPayment)
      .fact('paymentFailed', BILL)
      .at(days(3))
      .then(new RemindOfPayment(BILL, 2));
  });

  it.each(['paid', 'void', 'uncollectible'] as const)('and is %s before is left alone from then on', (outcome) => {
    failed().at(days(2)).then(RemindOfPayment).fact('settled', { outcome }).isComplete();
    given(dunning).fact('settled', { outcome }).isComplete();
  });

  it('and is paid after the suspension has the account reinstated', () => {
    failed()
      .at(days(10))
      .then(RemindOfPayment, RemindOfPayment, RemindOfPayment, SuspendAccount)
      .fact('settled', { outcome: 'uncollectible' })
      .thenNothing()
      .at(days(40))
      .fact('settled', { outcome: 'paid' })
      .then(new ReinstateAccount(BILL))
      .isComplete();
  });
});

describe('the events of an invoice', () => {
  it('are its failure and its settlement', async () => {
    given(dunning)
      .event(await stripe('invoice.payment_failed'))
      .at(days(1))
      .then(new RemindOfPayment(BILL, 1));
    for (const type of ['invoice.paid', 'invoice.voided', 'invoice.marked_uncollectible']) {
      given(dunning)
        .event(await stripe(type))
        .isComplete();
    }
    given(dunning).skips(await stripe('invoice.updated'));
  });

  it('of a connected account remember it, since the invoice is fetched there', async () => {
    given(dunning)
      .event(await stripe('invoice.payment_failed', { event: { account: 'acct_7' } }))
      .at(days(1))
      .then(new RemindOfPayment({ ...BILL, account: 'acct_7' }, 1));
  });
});

describe('in any order', () => {
  it('a bill that is paid at once leaves no trace', async () => {
    const events = [await stripe('invoice.payment_failed'), await stripe('invoice.paid')];
    expect(await inAnyOrder(logic, events, { passing: days(30) })).toEqual({});
  });

  it('a bill that stays unpaid leaves its reminders, and the account suspended', async () => {
    const again = await stripe('invoice.payment_failed', { id: 'evt_2' });
    const events = [await stripe('invoice.payment_failed'), again];
    const records = await inAnyOrder(logic, events, { passing: days(30) });
    expect(Object.keys(records)).toEqual([
      'accountStates/stripe:cus_1',
      ...[1, 2, 3].map((n) => `dunningReminders/stripe:in_1:${n}`),
    ]);
    expect(records['dunningReminders/stripe:in_1:3']).toEqual({ ...BILL, number: 3 });
    expect(records['accountStates/stripe:cus_1']).toEqual({
      provider: 'stripe',
      customer: 'cus_1',
      account: null,
      status: 'suspended',
      unpaid: { in_1: { failedAt: BILL.failedAt, confirmed: false } },
      livemode: false,
    });
  });

  it('of two unpaid bills of one customer, each has the account suspended', async () => {
    const events = await Promise.all(
      ['in_1', 'in_2'].map((id) => stripe('invoice.payment_failed', { id: `evt_${id}`, object: { id } })),
    );
    const records = await inAnyOrder(logic, events, { passing: days(30) });
    expect(records['accountStates/stripe:cus_1']).toMatchObject({ unpaid: { in_1: {}, in_2: {} } });
  });
});

describe('before it suspends an account, it asks', () => {
  const events = async () => [await stripe('invoice.payment_failed', { event: { account: 'acct_7' } })];

  it.each([
    ['open', { unpaid: { in_1: { confirmed: true } }, status: 'suspended' }],
    ['paid', undefined],
    ['void', undefined],
  ])('Stripe, where the invoice is %s', async (status, expected) => {
    await using api = await StripeApi.start({ 'GET /v1/invoices/in_1': { body: { id: 'in_1', status } } });
    const records = await inAnyOrder(logic, await events(), { passing: days(30) });
    const state = records['accountStates/stripe:cus_1'];
    if (expected === undefined) expect(state).toBeUndefined();
    else expect(state).toMatchObject(expected);
    expect(api.requests[0]?.headers['stripe-context']).toBe('acct_7');
  });

  it('Stripe, which no longer has the invoice', async () => {
    await using _ = await StripeApi.start({});
    const records = await inAnyOrder(logic, await events(), { passing: days(30) });
    expect(records).not.toHaveProperty(['accountStates/stripe:cus_1']);
  });

  it('Stripe again, if that does not answer', async () => {
    await using api = await StripeApi.start({
      'GET /v1/invoices/in_1': { status: 503, body: { error: { message: 'Down.' } } },
    });
    await expect(inAnyOrder(logic, await events(), { passing: days(30) })).rejects.toThrow('still fails');
    expect(api.requests.length).toBeGreaterThan(1);
  });
});
