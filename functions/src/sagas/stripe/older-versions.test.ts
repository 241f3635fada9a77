import { describe, expect, it } from 'vitest';
import { stripeConsumer, stripeEvent } from 'integration-service/stripe/testing';
import { customerDeletions, forgetCustomer } from './customers.ts';
import { disputeProgress, syncDispute } from './disputes.ts';
import { invoiceProgress, syncInvoice } from './invoices.ts';
import { orderRefunds, syncOrder } from './order-refunds.ts';
import { paymentProgress, syncPayment } from './payments.ts';
import { subscriptionLifecycle, syncSubscription } from './subscription-lifecycle.ts';
import { announceInvoice, renewalNotices } from './upcoming-invoices.ts';

/** Fields that an API version lacks or has elsewhere, as an endpoint that was never upgraded still sends them. */
async function recordOf(type: string, object: object, collection: string, id: string) {
  const stripe = stripeConsumer({
    sagas: {
      customerDeletions,
      disputeProgress,
      invoiceProgress,
      orderRefunds,
      paymentProgress,
      renewalNotices,
      subscriptionLifecycle,
    },
    handlers: [announceInvoice, forgetCustomer, syncDispute, syncInvoice, syncOrder, syncPayment, syncSubscription],
  });
  await stripe.deliver(stripeEvent(type, { object }));
  return stripe.record(collection, id);
}

describe('an event of an older API version, or one with little data,', () => {
  it('has the subscription of an invoice in the invoice itself', async () => {
    const object = { parent: undefined, subscription: 'sub_9', status_transitions: undefined };
    expect(await recordOf('invoice.paid', object, 'invoices', 'in_1')).toMatchObject({
      subscription: 'sub_9',
      paidAt: null,
    });
    expect(await recordOf('invoice.upcoming', object, 'upcomingInvoices', 'sub_9')).toMatchObject({
      subscription: 'sub_9',
    });
  });

  it('has the charges of a payment in a list', async () => {
    const object = { latest_charge: undefined, charges: { object: 'list', data: [{ id: 'ch_9', object: 'charge' }] } };
    expect(await recordOf('payment_intent.succeeded', object, 'payments', 'pi_1')).toMatchObject({ charge: 'ch_9' });
  });

  it('has the currency of a subscription in its price alone', async () => {
    const data = [{ price: { currency: 'usd', unit_amount: 500, recurring: null }, quantity: 2 }];
    const object = { currency: undefined, items: { data }, cancellation_details: undefined };
    expect(await recordOf('customer.subscription.updated', object, 'subscriptions', 'sub_1')).toMatchObject({
      currency: 'usd',
      amount: 1_000,
      interval: null,
    });
  });

  it('does not say how much of a charge was captured', async () => {
    const object = { amount_captured: undefined, metadata: undefined };
    expect(await recordOf('charge.refunded', object, 'orders', 'stripe:pi_1')).toMatchObject({
      amount: 4999,
      status: 'refunded',
    });
  });

  it('names a deleted customer only by their id', async () => {
    const object = { invoice_settings: undefined, balance: undefined, email: undefined, created: undefined };
    expect(await recordOf('customer.deleted', object, 'customers', 'cus_1')).toMatchObject({
      deleted: true,
      email: null,
      balance: 0,
      defaultPaymentMethod: null,
    });
  });

  it('reports a dispute without its evidence', async () => {
    const object = { balance_transactions: undefined, evidence_details: undefined };
    expect(await recordOf('charge.dispute.created', object, 'disputes', 'du_1')).toMatchObject({
      balanceChange: 0,
      evidenceDueBy: null,
      evidenceSubmitted: false,
    });
  });
});
