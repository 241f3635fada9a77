import { describe, expect, it } from 'vitest';
import { stripeConsumer, stripeEvent } from 'integration-service/stripe/testing';
import { countDailyRevenue } from './daily-revenue.ts';

function consumer() {
  return stripeConsumer({ tasks: { countDailyRevenue } });
}

const DAY = '2026-11-23-eur';

describe('the revenue of a day', () => {
  it('is what was received less what was refunded', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('payment_intent.succeeded', { id: 'evt_1' }));
    await stripe.deliver(stripeEvent('payment_intent.succeeded', { id: 'evt_2', object: { amount_received: 1000 } }));
    await stripe.deliver(stripeEvent('refund.created', { id: 'evt_3', object: { amount: 250 } }));
    expect(await stripe.record('dailyRevenue', DAY)).toEqual({
      date: '2026-11-23',
      currency: 'eur',
      account: null,
      payments: 2,
      received: 5999,
      refunds: 1,
      refunded: 250,
      net: 5749,
      livemode: false,
    });
  });

  it('reverses a refund that failed, even if the failure arrives first', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('refund.failed', { id: 'evt_2', second: 9 }));
    await stripe.deliver(stripeEvent('refund.created', { id: 'evt_1' }));
    expect(await stripe.record('dailyRevenue', DAY)).toMatchObject({ refunds: 0, refunded: 0, net: 0 });
  });

  it.each([
    ['EUR', 'eur', 250],
    ['ISK, which Stripe counts in hundredths', 'isk', 25_000],
  ])('reverses a refund that was canceled, once, in %s', async (_what, currency, amount) => {
    const stripe = consumer();
    const object = { currency, amount, status: 'requires_action' };
    const canceled = { ...object, status: 'canceled', failure_reason: 'merchant_request' };
    const update = (id: string, previous_attributes: object) => {
      const event = JSON.parse(stripeEvent('refund.updated', { id, second: 9, object: canceled }));
      return JSON.stringify({ ...event, data: { ...event.data, previous_attributes } });
    };
    await stripe.deliver(update('evt_2', { status: 'requires_action', failure_reason: null }));
    await stripe.deliver(stripeEvent('refund.created', { id: 'evt_1', object }));
    await stripe.deliver(update('evt_3', { metadata: { note: null } }));
    expect(await stripe.record('dailyRevenue', `2026-11-23-${currency}`)).toMatchObject({
      refunds: 0,
      refunded: 0,
      net: 0,
    });
  });

  it('counts a failure once, although Stripe reports it as a failure and as an update', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('refund.created', { id: 'evt_1' }));
    await stripe.deliver(stripeEvent('refund.failed', { id: 'evt_2', second: 9 }));
    await stripe.deliver(stripeEvent('refund.updated', { id: 'evt_3', second: 9, object: { status: 'failed' } }));
    expect(await stripe.record('dailyRevenue', DAY)).toMatchObject({ refunds: 0, refunded: 0 });
  });

  it('counts no tests once there is a payment in live mode, whichever arrives first', async () => {
    const live = stripeEvent('payment_intent.succeeded', { id: 'evt_1', event: { livemode: true } });
    const tests = [
      stripeEvent('payment_intent.succeeded', { id: 'evt_2', object: { amount_received: 700 } }),
      stripeEvent('refund.created', { id: 'evt_3' }),
    ];
    for (const order of [
      [live, ...tests],
      [...tests, live],
    ]) {
      const stripe = consumer();
      for (const event of order) await stripe.deliver(event);
      expect(await stripe.record('dailyRevenue', DAY)).toMatchObject({ livemode: true, payments: 1, net: 4999 });
    }
  });

  it('counts an event once however often it is delivered, and again if it is replayed on purpose', async () => {
    const stripe = consumer();
    const payment = stripeEvent('payment_intent.succeeded', { id: 'evt_1' });
    for (let delivery = 0; delivery < 3; delivery++) await stripe.deliver(payment);
    expect(await stripe.record('dailyRevenue', DAY)).toMatchObject({ payments: 1, received: 4999 });
    await stripe.deliver(payment, { replay: 'again' });
    expect(await stripe.record('dailyRevenue', DAY)).toMatchObject({ payments: 2, received: 9998 });
  });

  it('also counts events that arrive late, because it is not a projection', async () => {
    const stripe = consumer();
    for (const second of [9, 5, 0]) {
      await stripe.deliver(stripeEvent('payment_intent.succeeded', { id: `evt_${second}`, second }));
    }
    expect(await stripe.record('dailyRevenue', DAY)).toMatchObject({ payments: 3 });
  });

  it('is separate for each day, currency and connected account', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('payment_intent.succeeded', { id: 'evt_1', second: 43_200 }));
    await stripe.deliver(stripeEvent('payment_intent.succeeded', { id: 'evt_2', object: { currency: 'usd' } }));
    await stripe.deliver(stripeEvent('payment_intent.succeeded', { id: 'evt_3', event: { account: 'acct_7' } }));
    expect(await stripe.record('dailyRevenue', '2026-11-24-eur')).toMatchObject({ date: '2026-11-24', payments: 1 });
    expect(await stripe.record('dailyRevenue', '2026-11-23-usd')).toMatchObject({ currency: 'usd', payments: 1 });
    expect(await stripe.record('dailyRevenue', '2026-11-23-eur-acct_7')).toMatchObject({
      account: 'acct_7',
      payments: 1,
    });
    expect(await stripe.record('dailyRevenue', DAY)).toBeUndefined();
  });

  it('is not changed by events that move no money', async () => {
    const stripe = consumer();
    for (const type of ['payment_intent.payment_failed', 'invoice.paid', 'v2.core.account.updated']) {
      await stripe.deliver(stripeEvent(type, { id: `evt_${type}` }));
    }
    expect(await stripe.ports.store.list('dailyRevenue', { limit: 1 })).toEqual([]);
  });
});
