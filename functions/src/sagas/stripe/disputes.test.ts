import { describe, expect, it } from 'vitest';
import { commandsOf, stripeConsumer, stripeEvent } from 'integration-service/stripe/testing';
import { disputeProgress, SyncDispute, syncDispute } from './disputes.ts';

function consumer() {
  return stripeConsumer({ sagas: { disputeProgress }, handlers: [syncDispute] });
}

describe('the saga of disputes', () => {
  it.each([
    'charge.dispute.created',
    'charge.dispute.updated',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.funds_reinstated',
    'charge.dispute.closed',
  ])('yields one sync command on %s', async (type) => {
    expect(await commandsOf(disputeProgress, type)).toEqual([expect.any(SyncDispute)]);
  });

  it('yields nothing on the charge itself', async () => {
    expect(await commandsOf(disputeProgress, 'charge.refunded')).toEqual([]);
  });
});

describe('the record of a dispute', () => {
  it('says by when it must be answered', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('charge.dispute.created', { id: 'evt_1' }));
    expect(await stripe.record('disputes', 'du_1')).toEqual({
      id: 'du_1',
      account: null,
      status: 'needs_response',
      needsResponse: true,
      reason: 'fraudulent',
      networkReasonCode: '10.4',
      amount: 4999,
      currency: 'eur',
      balanceChange: 0,
      balanceCurrency: null,
      evidenceDueBy: '2026-11-30T12:00:00.000Z',
      evidenceSubmitted: false,
      charge: 'ch_1',
      paymentIntent: 'pi_1',
      livemode: false,
      createdAt: '2026-11-23T12:00:00.000Z',
      asOf: { time: '2026-11-23T12:00:00.000Z', rank: 0, id: 'evt_1' },
    });
  });

  it.each([
    ['charge.dispute.funds_withdrawn', { status: 'needs_response', balanceChange: -6999 }],
    ['charge.dispute.updated', { status: 'under_review', needsResponse: false, evidenceSubmitted: true }],
    ['charge.dispute.closed', { status: 'won', needsResponse: false, balanceChange: -2000 }],
  ])('follows %s', async (type, expected) => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent(type));
    expect(await stripe.record('disputes', 'du_1')).toMatchObject(expected);
  });

  it('has no deadline if the bank accepts no evidence, which Stripe writes as 0', async () => {
    const stripe = consumer();
    const evidence_details = { due_by: 0, has_evidence: false, past_due: false, submission_count: 0 };
    await stripe.deliver(stripeEvent('charge.dispute.created', { object: { evidence_details } }));
    expect(await stripe.record('disputes', 'du_1')).toMatchObject({ evidenceDueBy: null });
  });

  it('says in which currency your balance changed, which may differ from its own', async () => {
    const stripe = consumer();
    const object = { amount: 500_000, currency: 'isk', balance_transactions: [{ net: -5_300, currency: 'eur' }] };
    await stripe.deliver(stripeEvent('charge.dispute.funds_withdrawn', { object }));
    expect(await stripe.record('disputes', 'du_1')).toMatchObject({
      amount: 5_000,
      currency: 'isk',
      balanceChange: -5_300,
      balanceCurrency: 'eur',
    });
  });
});
