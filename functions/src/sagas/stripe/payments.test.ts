import { describe, expect, it } from 'vitest';
import { commandsOf, stripeConsumer, stripeEvent } from 'integration-service/stripe/testing';
import { paymentProgress, SyncPayment, syncPayment } from './payments.ts';

function consumer() {
  return stripeConsumer({ sagas: { paymentProgress }, handlers: [syncPayment] });
}

describe('the saga of payments', () => {
  it.each([
    'payment_intent.requires_action',
    'payment_intent.processing',
    'payment_intent.succeeded',
    'payment_intent.payment_failed',
    'payment_intent.canceled',
  ])('yields one sync command on %s', async (type) => {
    const [command, ...others] = await commandsOf(paymentProgress, type);
    expect(command).toBeInstanceOf(SyncPayment);
    expect(command).toMatchObject({ event: { data: { object: { id: 'pi_1' } } } });
    expect(others).toEqual([]);
  });

  it('yields nothing on a charge, which repeats the same information', async () => {
    expect(await commandsOf(paymentProgress, 'charge.succeeded')).toEqual([]);
  });
});

describe('the record of a payment', () => {
  it('says what was paid for which order', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('payment_intent.succeeded', { id: 'evt_1' }));
    expect(await stripe.record('payments', 'pi_1')).toEqual({
      id: 'pi_1',
      account: null,
      status: 'succeeded',
      amount: 4999,
      amountReceived: 4999,
      currency: 'eur',
      customer: 'cus_1',
      orderId: '1001',
      charge: 'ch_1',
      failureCode: null,
      declineCode: null,
      failureMessage: null,
      cancellationReason: null,
      canceledAt: null,
      livemode: false,
      createdAt: '2026-11-23T11:59:00.000Z',
      asOf: { time: '2026-11-23T12:00:00.000Z', rank: 2, id: 'evt_1' },
    });
  });

  it('says why a payment failed', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('payment_intent.payment_failed'));
    expect(await stripe.record('payments', 'pi_1')).toMatchObject({
      status: 'requires_payment_method',
      amountReceived: 0,
      failureCode: 'card_declined',
      declineCode: 'insufficient_funds',
      failureMessage: 'Your card has insufficient funds.',
    });
  });

  it('forgets the failure once a later attempt succeeds', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('payment_intent.payment_failed', { id: 'evt_1' }));
    await stripe.deliver(stripeEvent('payment_intent.succeeded', { id: 'evt_2', second: 30 }));
    expect(await stripe.record('payments', 'pi_1')).toMatchObject({ status: 'succeeded', failureCode: null });
  });

  it('keeps no client secret', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('payment_intent.succeeded', { object: { client_secret: 'pi_1_secret_2' } }));
    expect(JSON.stringify(await stripe.record('payments', 'pi_1'))).not.toContain('secret');
  });
});
