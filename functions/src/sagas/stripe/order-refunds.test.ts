import { describe, expect, it } from 'vitest';
import { StripeApi } from '../../testing/stripe-api.ts';
import { commandsOf, stripeConsumer, stripeEvent } from '../../testing/stripe-events.ts';
import { failedRefunds, orderRefunds, RecheckOrder, recheckOrder, SyncOrder, syncOrder } from './order-refunds.ts';

function consumer() {
  return stripeConsumer({ sagas: { orderRefunds, failedRefunds }, handlers: [syncOrder, recheckOrder] });
}

/** The charge of a sample as the API gives it. */
function charge(fields: object): object {
  return JSON.parse(stripeEvent('charge.refunded', { object: fields })).data.object;
}

const partial = { amount_refunded: 1500, refunded: false };

describe('the sagas of refunds', () => {
  it('ask for the order of a charge to be brought up to date', async () => {
    expect(await commandsOf(orderRefunds, 'charge.refunded')).toEqual([expect.any(SyncOrder)]);
    expect(await commandsOf(orderRefunds, 'refund.created')).toEqual([]);
  });

  it('ask for the charge of a failed refund to be looked at', async () => {
    const commands = await commandsOf(failedRefunds, 'refund.failed');
    expect(commands).toEqual([expect.any(RecheckOrder)]);
    expect(commands).toMatchObject([{ snapshot: { object: 'charge', id: 'ch_1' } }]);
  });

  it('ask for nothing where a refund has no charge', async () => {
    expect(await commandsOf(failedRefunds, 'refund.failed', { object: { charge: null } })).toEqual([]);
  });
});

describe('the record of an order', () => {
  it('is refunded when all of it went back', async () => {
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

  it('is partially refunded when some of it went back', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('charge.refunded', { object: partial }));
    expect(await stripe.record('orders', 'stripe:1001')).toMatchObject({
      status: 'partially_refunded',
      amountRefunded: 1500,
    });
  });

  it.each([
    ['the payment intent where there is no order id', { metadata: {} }, 'stripe:pi_1'],
    ['the payment intent where the order id is empty', { metadata: { order_id: '' } }, 'stripe:pi_1'],
    ['the charge where there is neither', { metadata: {}, payment_intent: null }, 'stripe:ch_1'],
    ['an order id with characters that no record id may have', { metadata: { order_id: '2026/7' } }, 'stripe:2026%2F7'],
  ])('is found under %s', async (_what, object, id) => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('charge.refunded', { object }));
    expect(await stripe.record('orders', id)).toMatchObject({ charge: 'ch_1' });
  });

  it('of a connected account is not mixed up with one’s own of the same number', async () => {
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

  it('is paid again when its refund failed, by what Stripe says of the charge now', async () => {
    await using api = await StripeApi.start({
      'GET /v1/charges/ch_1': { body: charge({ amount_refunded: 0, refunded: false }) },
    });
    const stripe = consumer();
    await stripe.deliver(stripeEvent('charge.refunded', { id: 'evt_1' }));
    await stripe.deliver(stripeEvent('refund.failed', { id: 'evt_2', second: 30 }));
    expect(await stripe.record('orders', 'stripe:1001')).toMatchObject({ status: 'paid', amountRefunded: 0 });
    expect(api.requests).toHaveLength(1);
  });

  it('is what was fetched, even where the refund itself is heard of later', async () => {
    await using api = await StripeApi.start({
      'GET /v1/charges/ch_1': { body: charge({ amount_refunded: 0, refunded: false }) },
    });
    for (const second of [0, 30]) {
      const stripe = consumer();
      await stripe.deliver(stripeEvent('refund.failed', { id: 'evt_1', second }));
      await stripe.deliver(stripeEvent('charge.refunded', { id: 'evt_2' }));
      expect(await stripe.record('orders', 'stripe:1001')).toMatchObject({ status: 'paid', amountRefunded: 0 });
    }
    expect(api.requests).toHaveLength(2);
  });

  it('waits for the API key, and says which variable to set', async () => {
    const stripe = consumer();
    await expect(stripe.deliver(stripeEvent('refund.failed'))).rejects.toThrow('STRIPE_API_KEY');
    expect(await stripe.record('orders', 'stripe:1001')).toBeUndefined();
  });

  it('is given up on at once where the key is of another account: no attempt would find the charge', async () => {
    await using api = await StripeApi.start({});
    const stripe = consumer();
    await stripe.deliver(stripeEvent('refund.failed'));
    const [letter] = stripe.ports.publisher.to('integration-stripe-events-dead-letter');
    expect(letter?.attributes).toMatchObject({
      deadletterreason: expect.stringContaining('Stripe knows no charge ch_1'),
    });
    expect(api.requests).toHaveLength(1);
  });
});
