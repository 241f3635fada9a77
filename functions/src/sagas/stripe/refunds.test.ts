import { describe, expect, it } from 'vitest';
import { reviveStripe, stripeConsumer, stripeEvent } from 'integration-service/stripe/testing';
import { inAnyOrder, type BusinessLogic } from 'integration-service/testing';
import { orderRefunds, refundReversals, reverseRefund, syncOrder } from './order-refunds.ts';
import { refundProgress, syncRefund } from './refunds.ts';

const LOGIC: BusinessLogic = {
  sagas: { orderRefunds, refundProgress, refundReversals },
  tasks: {},
  handlers: [reverseRefund, syncOrder, syncRefund],
};

async function refundAfter(...events: readonly string[]) {
  const stripe = stripeConsumer(LOGIC);
  for (const event of events) await stripe.deliver(event);
  expect(stripe.ports.publisher.to('integration-stripe-events-dead-letter')).toEqual([]);
  return stripe.record('refunds', 're_1');
}

async function refundInAnyOrder(...events: readonly string[]) {
  const records = await inAnyOrder(LOGIC, await Promise.all(events.map((event) => reviveStripe(event))));
  return records['refunds/re_1'];
}

describe('the record of a refund', () => {
  it('says how much was refunded of which payment', async () => {
    const event = stripeEvent('refund.created', { id: 'evt_1', object: { metadata: { order_id: '1001' } } });
    expect(await refundAfter(event)).toEqual({
      id: 're_1',
      account: null,
      status: 'succeeded',
      amount: 4999,
      currency: 'eur',
      charge: 'ch_1',
      paymentIntent: 'pi_1',
      orderId: '1001',
      reason: 'requested_by_customer',
      failureReason: null,
      livemode: false,
      createdAt: '2026-11-23T12:00:00.000Z',
      asOf: { time: '2026-11-23T12:00:00.000Z', rank: 0, id: 'evt_1' },
    });
  });

  it.each([
    ['refund.failed', { status: 'failed', failure_reason: 'lost_or_stolen_card' }, 'failed'],
    // The Stripe CLI sends the previous state of the refund.
    ['refund.failed', { status: 'succeeded' }, 'failed'],
    ['refund.updated', { status: 'canceled' }, 'canceled'],
    ['refund.updated', { status: 'requires_action' }, 'requires_action'],
    ['charge.refund.updated', { status: 'pending' }, 'pending'],
  ])('after %s with %j is %s, from the event alone', async (type, object, status) => {
    const created = stripeEvent('refund.created', { id: 'evt_1' });
    const event = stripeEvent(type, { id: 'evt_2', second: 9, object });
    expect(await refundInAnyOrder(created, event)).toMatchObject({ status });
  });

  it('is failed even if an update in the same second says otherwise', async () => {
    const events = [
      stripeEvent('refund.failed', { id: 'evt_a', second: 9 }),
      stripeEvent('refund.updated', { id: 'evt_b', second: 9, object: { status: 'succeeded' } }),
    ];
    expect(await refundInAnyOrder(...events)).toMatchObject({
      status: 'failed',
      failureReason: 'lost_or_stolen_card',
    });
  });

  it('has its amount in ISO 4217 minor units, in its own currency', async () => {
    const event = stripeEvent('refund.created', { object: { currency: 'ugx', amount: 1_500_000 } });
    expect(await refundAfter(event)).toMatchObject({ amount: 15_000, currency: 'ugx' });
  });

  it('belongs to its connected account, and says whether it is a test', async () => {
    const event = stripeEvent('refund.created', { event: { account: 'acct_7', livemode: true } });
    expect(await refundAfter(event)).toMatchObject({ account: 'acct_7', livemode: true });
  });

  it('has no charge if a customer’s balance was refunded', async () => {
    const object = { charge: null, payment_intent: null };
    expect(await refundAfter(stripeEvent('refund.failed', { object }))).toMatchObject({
      status: 'failed',
      charge: null,
      paymentIntent: null,
    });
  });
});
