import { describe, expect, it } from 'vitest';
import { commandsOf, stripeConsumer, stripeEvent } from 'integration-service/stripe/testing';
import {
  customerDeletions,
  customerUpdates,
  ForgetCustomer,
  forgetCustomer,
  SyncCustomer,
  syncCustomer,
} from './customers.ts';

function consumer() {
  return stripeConsumer({ sagas: { customerUpdates, customerDeletions }, handlers: [syncCustomer, forgetCustomer] });
}

describe('the sagas of customers', () => {
  it.each(['customer.created', 'customer.updated'])('yield a sync command on %s', async (type) => {
    expect(await commandsOf(customerUpdates, type)).toEqual([expect.any(SyncCustomer)]);
    expect(await commandsOf(customerDeletions, type)).toEqual([]);
  });

  it('yield a command to forget a customer who was deleted', async () => {
    expect(await commandsOf(customerDeletions, 'customer.deleted')).toEqual([expect.any(ForgetCustomer)]);
    expect(await commandsOf(customerUpdates, 'customer.deleted')).toEqual([]);
  });
});

describe('the record of a customer', () => {
  it('holds the customer’s identity and balance', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('customer.updated', { id: 'evt_1', object: { balance: -500, delinquent: true } }));
    expect(await stripe.record('customers', 'cus_1')).toEqual({
      id: 'cus_1',
      account: null,
      deleted: false,
      email: 'accounts@acme.example',
      name: 'Acme Lda.',
      country: 'PT',
      currency: 'eur',
      balance: -500,
      delinquent: true,
      defaultPaymentMethod: 'pm_1',
      livemode: false,
      createdAt: '2026-11-13T12:00:00.000Z',
      asOf: { time: '2026-11-23T12:00:00.000Z', rank: 1, id: 'evt_1' },
    });
  });

  it('is created from a customer with only an id', async () => {
    const stripe = consumer();
    const unknown = { address: null, currency: null, delinquent: null, email: null, name: null };
    await stripe.deliver(stripeEvent('customer.created', { object: unknown }));
    expect(await stripe.record('customers', 'cus_1')).toMatchObject({
      email: null,
      name: null,
      country: null,
      delinquent: false,
    });
  });

  it('holds nothing that identifies a deleted person, and an older event does not bring it back', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('customer.created', { id: 'evt_1' }));
    await stripe.deliver(stripeEvent('customer.deleted', { id: 'evt_3', second: 9 }));
    await stripe.deliver(stripeEvent('customer.updated', { id: 'evt_2', second: 5 }));
    const record = await stripe.record('customers', 'cus_1');
    expect(record).toMatchObject({ id: 'cus_1', deleted: true, email: null, name: null, defaultPaymentMethod: null });
    expect(JSON.stringify(record)).not.toContain('acme');
  });
});
