import { describe, expect, it } from 'vitest';
import { reviveStripe, stripeEvent, type StripeEventChanges } from '../../testing/stripe-events.ts';
import { asOf } from './as-of.ts';

async function momentOf(type: string, changes?: StripeEventChanges) {
  return asOf(await reviveStripe(stripeEvent(type, changes)));
}

describe('the position in time of a Stripe event', () => {
  it('consists of its time, its rank and its id', async () => {
    expect(await momentOf('customer.updated', { id: 'evt_7', second: 3 })).toEqual({
      time: '2026-11-23T12:00:03.000Z',
      rank: 1,
      id: 'evt_7',
    });
  });

  it.each([
    ['customer.created', 0],
    ['charge.dispute.created', 0],
    ['v2.core.account.created', 0],
    ['customer.subscription.updated', 1],
    ['invoice.finalized', 1],
    ['payment_intent.payment_failed', 1],
    ['charge.dispute.funds_reinstated', 1],
    ['customer.subscription.deleted', 2],
    ['charge.dispute.closed', 2],
    ['invoice.paid', 2],
    ['payment_intent.succeeded', 2],
    ['refund.failed', 2],
    ['v2.core.account.closed', 2],
  ])('%s has the rank %i', async (type, rank) => {
    expect(await momentOf(type)).toMatchObject({ rank });
  });

  it('has the rank of the use case if it gives one', async () => {
    expect(asOf(await reviveStripe(stripeEvent('charge.refunded')), 4999)).toMatchObject({ rank: 4999 });
  });

  it('has whole seconds for thin events too, so that they tie with a snapshot of the same second', async () => {
    const thin = await momentOf('v2.core.account.updated', { event: { created: '2026-11-23T12:00:03.999Z' } });
    expect(thin.time).toBe('2026-11-23T12:00:03.000Z');
  });
});
