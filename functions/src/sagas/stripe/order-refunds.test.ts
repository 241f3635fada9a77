import { describe, expect, it } from 'vitest';
import { commandsOf, reviveStripe, stripeConsumer, stripeEvent } from 'integration-service/stripe/testing';
import { inAnyOrder, type BusinessLogic } from 'integration-service/testing';
import { orderRefunds, refundReversals, ReverseRefund, reverseRefund, SyncOrder, syncOrder } from './order-refunds.ts';

const LOGIC: BusinessLogic = {
  sagas: { orderRefunds, refundReversals },
  tasks: {},
  handlers: [syncOrder, reverseRefund],
};

function consumer() {
  return stripeConsumer(LOGIC);
}

const partial = { amount_refunded: 1500, refunded: false };

/** The order after the events, which are about one charge of order 1001. */
async function orderAfter(...events: readonly string[]) {
  const stripe = consumer();
  for (const event of events) await stripe.deliver(event);
  return stripe.record('orders', 'stripe:1001');
}

/** The order after the events, whatever their order is. */
async function orderInAnyOrder(...events: readonly string[]) {
  const records = await inAnyOrder(LOGIC, await Promise.all(events.map((event) => reviveStripe(event))));
  return records['orders/stripe:1001'];
}

describe('the sagas of refunds', () => {
  it('yield a command to update the order of a charge', async () => {
    expect(await commandsOf(orderRefunds, 'charge.refunded')).toEqual([expect.any(SyncOrder)]);
    expect(await commandsOf(orderRefunds, 'refund.created')).toEqual([]);
  });

  it.each([
    ['refund.failed', {}],
    ['refund.updated', { status: 'canceled' }],
    ['refund.updated', { status: 'failed' }],
    ['charge.refund.updated', { status: 'failed' }],
  ])('yield a command to reverse a refund on %s %j', async (type, object) => {
    const commands = await commandsOf(refundReversals, type, { object });
    expect(commands).toEqual([expect.any(ReverseRefund)]);
    expect(commands).toMatchObject([{ event: { data: { object: { id: 're_1', charge: 'ch_1' } } } }]);
  });

  it.each([
    ['a refund has no charge', 'refund.failed', { charge: null }],
    ['a refund succeeds', 'refund.updated', { status: 'succeeded' }],
    ['a refund waits for the customer', 'refund.updated', { status: 'requires_action' }],
  ])('yield nothing if %s', async (_what, type, object) => {
    expect(await commandsOf(refundReversals, type, { object })).toEqual([]);
  });
});

describe('the record of an order', () => {
  it('is refunded after a full refund', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('charge.refunded', { id: 'evt_1' }));
    expect(await stripe.record('orders', 'stripe:1001')).toEqual({
      orderId: '1001',
      account: null,
      status: 'refunded',
      amount: 4999,
      amountRefunded: 4999,
      currency: 'eur',
      customer: 'cus_1',
      charge: 'ch_1',
      paymentIntent: 'pi_1',
      livemode: false,
      paidAt: '2026-11-23T11:59:00.000Z',
      asOf: { time: '2026-11-23T12:00:00.000Z', rank: 4999, id: 'evt_1' },
    });
  });

  it('is partially refunded after a partial refund', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('charge.refunded', { object: partial }));
    expect(await stripe.record('orders', 'stripe:1001')).toMatchObject({
      status: 'partially_refunded',
      amountRefunded: 1500,
    });
  });

  it.each([
    ['the payment intent if there is no order id', { metadata: {} }, 'stripe:pi_1'],
    ['the payment intent if the order id is empty', { metadata: { order_id: '' } }, 'stripe:pi_1'],
    ['the charge if there is neither', { metadata: {}, payment_intent: null }, 'stripe:ch_1'],
    ['an order id with characters that no record id may have', { metadata: { order_id: '2026/7' } }, 'stripe:2026%2F7'],
  ])('is found under %s', async (_what, object, id) => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('charge.refunded', { object }));
    expect(await stripe.record('orders', id)).toMatchObject({ charge: 'ch_1' });
  });

  it('of a connected account is not confused with your own order of the same number', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('charge.refunded', { id: 'evt_1' }));
    await stripe.deliver(
      stripeEvent('charge.refunded', { id: 'evt_2', second: 9, object: partial, event: { account: 'acct_7' } }),
    );
    expect(await stripe.record('orders', 'stripe:1001')).toMatchObject({ status: 'refunded', account: null });
    expect(await stripe.record('orders', 'stripe:acct_7%2F1001')).toMatchObject({
      orderId: '1001',
      status: 'partially_refunded',
      account: 'acct_7',
    });
  });

  it.each([
    ['has failed', 'refund.failed', {}],
    ['was canceled', 'refund.updated', { status: 'canceled', failure_reason: 'merchant_request' }],
  ])(
    'is paid again once its refund %s, whichever event arrives first, without an API key',
    async (_what, type, object) => {
      const refunded = stripeEvent('charge.refunded', { id: 'evt_1' });
      const reversed = stripeEvent(type, { id: 'evt_2', second: 30, object });
      expect(await orderInAnyOrder(refunded, reversed)).toMatchObject({ status: 'paid', amountRefunded: 0 });
    },
  );

  it('counts a failure once, although Stripe reports it as a failure and as an update', async () => {
    const object = { id: 're_1', amount: 1500, status: 'failed' };
    const events = [
      stripeEvent('charge.refunded', { id: 'evt_1' }),
      stripeEvent('refund.failed', { id: 'evt_2', second: 30, object }),
      stripeEvent('refund.updated', { id: 'evt_3', second: 30, object }),
      stripeEvent('charge.refund.updated', { id: 'evt_4', second: 31, object }),
    ];
    expect(await orderInAnyOrder(...events)).toMatchObject({ status: 'partially_refunded', amountRefunded: 3499 });
  });

  it('is the same in every order of arrival if one refund fails between two that succeed', async () => {
    const object = { id: 're_2', amount: 1500 };
    const events = [
      stripeEvent('charge.refunded', { id: 'evt_1', second: 0, object: { amount_refunded: 1000, refunded: false } }),
      stripeEvent('charge.refunded', { id: 'evt_2', second: 5, object: { amount_refunded: 2500, refunded: false } }),
      stripeEvent('refund.failed', { id: 'evt_3', second: 9, object }),
      // Stripe lowers the refunded amount before it adds the next refund.
      stripeEvent('charge.refunded', { id: 'evt_4', second: 20, object: { amount_refunded: 1200, refunded: false } }),
    ];
    const expected = [
      [2, 2500],
      [3, 1000],
      [4, 1200],
    ] as const;
    for (const [count, amountRefunded] of expected) {
      expect(await orderInAnyOrder(...events.slice(0, count))).toMatchObject({
        status: 'partially_refunded',
        amountRefunded,
      });
    }
  });

  it('is not changed by a refund in another currency', async () => {
    const refunded = stripeEvent('charge.refunded', { id: 'evt_1' });
    const failed = stripeEvent('refund.failed', { id: 'evt_2', second: 30, object: { currency: 'usd', amount: 5400 } });
    expect(await orderInAnyOrder(refunded, failed)).toMatchObject({
      status: 'refunded',
      amountRefunded: 4999,
      currency: 'eur',
    });
  });

  it('is not changed by a refund of another charge', async () => {
    const other = { charge: 'ch_9' };
    const events = [
      stripeEvent('charge.refunded', { id: 'evt_0', second: -9, object: { id: 'ch_9' } }),
      stripeEvent('charge.refunded', { id: 'evt_1' }),
      stripeEvent('refund.failed', { id: 'evt_2', second: 30, object: other }),
    ];
    expect(await orderInAnyOrder(...events)).toMatchObject({ status: 'refunded', charge: 'ch_1' });
  });

  it('of live mode is not changed by a test with the same number, whichever arrives first', async () => {
    const live = stripeEvent('charge.refunded', {
      id: 'evt_1',
      event: { livemode: true },
      object: { ...partial, livemode: true, id: 'ch_live' },
    });
    const test = stripeEvent('charge.refunded', { id: 'evt_2', second: 60 });
    const failed = stripeEvent('refund.failed', { id: 'evt_3', second: 90 });
    expect(await orderInAnyOrder(live, test, failed)).toMatchObject({
      livemode: true,
      charge: 'ch_live',
      amountRefunded: 1500,
    });
  });

  it('is corrected if both events are handled at the same time', async () => {
    const stripe = consumer();
    const events = [
      stripeEvent('charge.refunded', { id: 'evt_1' }),
      stripeEvent('refund.failed', { id: 'evt_2', second: 30 }),
    ];
    const outcomes = await Promise.allSettled(events.map((event) => stripe.deliver(event)));
    for (const [index, { status }] of outcomes.entries()) {
      if (status === 'rejected') await stripe.deliver(events[index] ?? '');
    }
    expect(outcomes.map(({ status }) => status)).toContain('rejected');
    expect(await stripe.record('orders', 'stripe:1001')).toMatchObject({ status: 'paid', amountRefunded: 0 });
  });

  it('is not created by a failed refund before any refund is known to have succeeded', async () => {
    expect(await orderAfter(stripeEvent('refund.failed'))).toBeUndefined();
  });
});
