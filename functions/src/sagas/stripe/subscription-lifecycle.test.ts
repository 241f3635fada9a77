import { describe, expect, it } from 'vitest';
import { commandsOf, stripeConsumer, stripeEvent } from 'integration-service/stripe/testing';
import { subscriptionLifecycle, SyncSubscription, syncSubscription } from './subscription-lifecycle.ts';

function consumer() {
  return stripeConsumer({ sagas: { subscriptionLifecycle }, handlers: [syncSubscription] });
}

const PRICE = {
  id: 'price_1',
  product: 'prod_1',
  unit_amount: 1000,
  recurring: { interval: 'year', interval_count: 1 },
};

const item = (fields: object) => ({
  object: 'subscription_item',
  price: PRICE,
  quantity: 1,
  current_period_start: 1795435200,
  current_period_end: 1798027200,
  ...fields,
});

describe('the saga of subscriptions', () => {
  it.each([
    'customer.subscription.created',
    'customer.subscription.updated',
    'customer.subscription.deleted',
    'customer.subscription.paused',
    'customer.subscription.resumed',
    'customer.subscription.trial_will_end',
    'customer.subscription.pending_update_applied',
    'customer.subscription.pending_update_expired',
  ])('yields one sync command on %s', async (type) => {
    const [command, ...others] = await commandsOf(subscriptionLifecycle, type);
    expect(command).toBeInstanceOf(SyncSubscription);
    expect(command).toMatchObject({ event: { data: { object: { id: 'sub_1' } } } });
    expect(others).toEqual([]);
  });

  it.each(['customer.updated', 'invoice.paid', 'v2.core.account.updated'])('yields nothing on %s', async (type) => {
    expect(await commandsOf(subscriptionLifecycle, type)).toEqual([]);
  });
});

describe('the record of a subscription', () => {
  it('holds the fields that a team looks up, flat, with times in RFC 3339', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('customer.subscription.updated', { id: 'evt_1' }));
    expect(await stripe.record('subscriptions', 'sub_1')).toEqual({
      id: 'sub_1',
      account: null,
      customer: 'cus_1',
      status: 'active',
      active: true,
      price: 'price_1',
      product: 'prod_1',
      quantity: 3,
      items: 1,
      amount: 8700,
      currency: 'eur',
      interval: 'month',
      intervalCount: 1,
      currentPeriodStart: '2026-11-13T12:00:00.000Z',
      currentPeriodEnd: '2026-12-13T12:00:00.000Z',
      trialEnd: null,
      cancelAtPeriodEnd: true,
      cancelAt: '2026-12-13T12:00:00.000Z',
      canceledAt: null,
      cancellationReason: null,
      endedAt: null,
      latestInvoice: 'in_1',
      livemode: false,
      createdAt: '2026-11-13T12:00:00.000Z',
      asOf: { time: '2026-11-23T12:00:00.000Z', rank: 1, id: 'evt_1' },
    });
  });

  it('says that it has ended, when and why', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('customer.subscription.deleted'));
    expect(await stripe.record('subscriptions', 'sub_1')).toMatchObject({
      status: 'canceled',
      active: false,
      cancellationReason: 'cancellation_requested',
      endedAt: '2026-11-23T12:00:00.000Z',
    });
  });

  it.each([
    ['trialing', true],
    ['active', true],
    ['past_due', false],
    ['paused', false],
    ['incomplete', false],
  ])('of status %s counts as active: %s', async (status, active) => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('customer.subscription.updated', { object: { status } }));
    expect(await stripe.record('subscriptions', 'sub_1')).toMatchObject({ status, active });
  });

  it('adds up its items, and renews at the end of the period that ends first', async () => {
    const stripe = consumer();
    const data = [item({ quantity: 2 }), item({ current_period_end: 1796040000 })];
    await stripe.deliver(stripeEvent('customer.subscription.updated', { object: { items: { data } } }));
    expect(await stripe.record('subscriptions', 'sub_1')).toMatchObject({
      items: 2,
      quantity: 2,
      amount: 3000,
      interval: 'year',
      currentPeriodEnd: '2026-11-30T12:00:00.000Z',
    });
  });

  it('has no amount if a price depends on usage', async () => {
    const stripe = consumer();
    const data = [item({}), item({ quantity: undefined })];
    await stripe.deliver(stripeEvent('customer.subscription.updated', { object: { items: { data } } }));
    expect(await stripe.record('subscriptions', 'sub_1')).toMatchObject({ amount: null });
  });

  it.each([
    [
      'months and years',
      [item({}), item({ price: { ...PRICE, recurring: { interval: 'month', interval_count: 1 } } })],
    ],
    [
      'one and two years',
      [item({}), item({ price: { ...PRICE, recurring: { interval: 'year', interval_count: 2 } } })],
    ],
  ])('has no amount and no interval if items are billed every %s', async (_what, data) => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('customer.subscription.updated', { object: { items: { data } } }));
    expect(await stripe.record('subscriptions', 'sub_1')).toMatchObject({
      items: 2,
      amount: null,
      interval: null,
      intervalCount: null,
    });
  });

  it('has no amount if the event does not list all of its items', async () => {
    const stripe = consumer();
    const items = { data: [item({})], has_more: true };
    await stripe.deliver(stripeEvent('customer.subscription.updated', { object: { items } }));
    expect(await stripe.record('subscriptions', 'sub_1')).toMatchObject({ amount: null });
  });

  it.each([
    ['up', 2_500, 3_000],
    ['down', 2_500, 2_000],
    ['up', 2_000, 2_000],
  ])('bills packages, rounded %s: %i of 1,000 each cost %i', async (round, quantity, amount) => {
    const stripe = consumer();
    const data = [item({ quantity, price: { ...PRICE, transform_quantity: { divide_by: 1_000, round } } })];
    await stripe.deliver(stripeEvent('customer.subscription.updated', { object: { items: { data } } }));
    expect(await stripe.record('subscriptions', 'sub_1')).toMatchObject({ quantity, amount });
  });

  it('takes the period from the subscription in older API versions, whose items have none', async () => {
    const stripe = consumer();
    const data = [item({ current_period_start: undefined, current_period_end: undefined })];
    const period = { current_period_start: 1795435200, current_period_end: 1798027200 };
    await stripe.deliver(stripeEvent('customer.subscription.updated', { object: { items: { data }, ...period } }));
    expect(await stripe.record('subscriptions', 'sub_1')).toMatchObject({
      currentPeriodStart: '2026-11-23T12:00:00.000Z',
      currentPeriodEnd: '2026-12-23T12:00:00.000Z',
    });
  });

  it('names its connected account', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('customer.subscription.created', { event: { account: 'acct_7' } }));
    expect(await stripe.record('subscriptions', 'sub_1')).toMatchObject({ account: 'acct_7' });
  });
});
