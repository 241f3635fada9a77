import { describe, expect, it } from 'vitest';
import { days, isJsonObject } from 'integration-service';
import { reviveStripe, StripeApi, stripeConsumer, stripeEvent, thinSibling } from 'integration-service/stripe/testing';
import { inAnyOrder, type BusinessLogic } from 'integration-service/testing';
import { customerDeletions, customerUpdates, forgetCustomer, syncCustomer } from './customers.ts';
import { countDailyRevenue } from './daily-revenue.ts';
import { disputeProgress, syncDispute } from './disputes.ts';
import { dunning } from './dunning.ts';
import { invoiceDeletions, invoiceProgress, markInvoiceDeleted, syncInvoice } from './invoices.ts';
import { orderRefunds, refundReversals, reverseRefund, syncOrder } from './order-refunds.ts';
import { paymentProgress, syncPayment } from './payments.ts';
import { refundProgress, syncRefund } from './refunds.ts';
import { subscriptionLifecycle, syncSubscription } from './subscription-lifecycle.ts';
import { remindOfTrialEnd, trialEnding } from './trial-ending.ts';
import { announceInvoice, renewalNotices } from './upcoming-invoices.ts';

const LOGIC: BusinessLogic = {
  sagas: {
    customerDeletions,
    customerUpdates,
    disputeProgress,
    invoiceDeletions,
    invoiceProgress,
    orderRefunds,
    paymentProgress,
    refundProgress,
    refundReversals,
    renewalNotices,
    subscriptionLifecycle,
  },
  tasks: { countDailyRevenue },
  handlers: [
    announceInvoice,
    forgetCustomer,
    markInvoiceDeleted,
    reverseRefund,
    syncCustomer,
    syncDispute,
    syncInvoice,
    syncOrder,
    syncPayment,
    syncRefund,
    syncSubscription,
  ],
};

/** Stripe's API with the object of a snapshot event, as a thin event would fetch it. */
function apiWith(snapshot: string, sibling = thinSibling(snapshot)): Promise<StripeApi> {
  const { related_object: related } = JSON.parse(sibling);
  return StripeApi.start({ [`GET ${related.url}`]: { body: JSON.parse(snapshot).data.object } });
}

describe('both styles of one occurrence', () => {
  it.each([
    'customer.created',
    'customer.subscription.deleted',
    'charge.dispute.created',
    'charge.refunded',
    'invoice.paid',
    'payment_intent.succeeded',
    'refund.created',
    'refund.failed',
  ])('of %s have one effect on records, in either order, each twice, and whenever the process dies', async (type) => {
    const snapshot = stripeEvent(type, { id: 'evt_1' });
    await using _api = await apiWith(snapshot);
    const both = await Promise.all([snapshot, thinSibling(snapshot)].map((one) => reviveStripe(one)));
    const records = await inAnyOrder(LOGIC, both);
    expect(records).toEqual(await inAnyOrder(LOGIC, both.slice(0, 1)));
    expect(Object.keys(records)).not.toEqual([]);
  });

  it('have one entry in the ledger, and each keeps its own id in its envelope', async () => {
    const snapshot = stripeEvent('payment_intent.succeeded', { id: 'evt_1' });
    await using api = await apiWith(snapshot);
    const stripe = stripeConsumer(LOGIC);
    await stripe.deliver(thinSibling(snapshot));
    await stripe.deliver(snapshot);
    expect(await stripe.ports.store.entries({ limit: 10 })).toMatchObject([{ id: 'evt_1', status: 'done' }]);
    expect(stripe.ports.lines.at(-1)).toMatchObject({ message: 'Stripe Event Already Handled', eventId: 'evt_1' });
    expect((await reviveStripe(thinSibling(snapshot))).envelope).toMatchObject({
      id: 'thin_evt_1',
      occurrence: 'evt_1',
      eventtype: 'v1.payment_intent.succeeded',
    });
    expect(api.requests).not.toEqual([]);
  });

  it('have one effect if they are handled at once', async () => {
    const snapshot = stripeEvent('payment_intent.succeeded', { id: 'evt_1' });
    await using _api = await apiWith(snapshot);
    const stripe = stripeConsumer(LOGIC);
    const ends = await Promise.allSettled([thinSibling(snapshot), snapshot].map((one) => stripe.deliver(one)));
    // Whichever comes second while the first one is handled is delivered again.
    const late = ends.findIndex(({ status }) => status === 'rejected');
    if (late >= 0) await stripe.deliver([thinSibling(snapshot), snapshot][late] ?? '');
    expect(await stripe.record('dailyRevenue', '2026-11-23-eur')).toMatchObject({ payments: 1, received: 4999 });
  });

  it('are told apart by nothing if the thin event does not name its sibling: records hold, counters count twice', async () => {
    const snapshot = stripeEvent('payment_intent.succeeded', { id: 'evt_1' });
    await using _api = await apiWith(snapshot);
    const stripe = stripeConsumer(LOGIC);
    await stripe.deliver(snapshot);
    await stripe.deliver(thinSibling(snapshot, { snapshot_event: undefined }));
    expect(await stripe.record('payments', 'pi_1')).toMatchObject({ status: 'succeeded', amountReceived: 4999 });
    expect(await stripe.record('dailyRevenue', '2026-11-23-eur')).toMatchObject({ payments: 2 });
  });

  it('are those of one name: a thin event of another name is a separate occurrence', async () => {
    const updated = stripeEvent('customer.subscription.updated', { id: 'evt_1' });
    const pastDue = thinSibling(updated, { id: 'evt_thin', type: 'v1.customer.subscription.past_due' });
    expect((await reviveStripe(pastDue)).envelope).not.toHaveProperty('occurrence');
  });
});

describe('a thin event', () => {
  it('writes the record that its snapshot would have written, with the object as it is now', async () => {
    const snapshot = stripeEvent('customer.subscription.updated', { id: 'evt_1', event: { account: 'acct_7' } });
    await using api = await apiWith(snapshot);
    const [thin, whole] = [stripeConsumer(LOGIC), stripeConsumer(LOGIC)];
    await thin.deliver(thinSibling(snapshot));
    await whole.deliver(snapshot);
    expect(await thin.record('subscriptions', 'sub_1')).toEqual(await whole.record('subscriptions', 'sub_1'));
    expect(api.requests[0]?.headers).toMatchObject({ 'stripe-context': 'acct_7' });
  });

  it('is retried without an API key, and says which variable to set', async () => {
    const stripe = stripeConsumer(LOGIC);
    await expect(stripe.deliver(thinSibling(stripeEvent('invoice.paid')))).rejects.toThrow('STRIPE_API_KEY');
  });

  it('whose object Stripe no longer has changes nothing, and says so', async () => {
    await using _api = await StripeApi.start({});
    const stripe = stripeConsumer(LOGIC);
    await stripe.deliver(thinSibling(stripeEvent('invoice.updated')));
    expect(await stripe.record('invoices', 'in_1')).toBeUndefined();
    expect(stripe.ports.lines).toContainEqual(
      expect.objectContaining({ message: 'Stripe no longer has the object of an event', object: 'in_1' }),
    );
  });

  it('of a deletion needs no request: it empties what is recorded', async () => {
    const stripe = stripeConsumer(LOGIC);
    await stripe.deliver(stripeEvent('customer.created', { id: 'evt_1' }));
    await stripe.deliver(thinSibling(stripeEvent('customer.deleted', { id: 'evt_2', second: 5 })));
    await stripe.deliver(thinSibling(stripeEvent('invoice.deleted', { id: 'evt_3' })));
    expect(await stripe.record('customers', 'cus_1')).toMatchObject({ deleted: true, email: null, currency: 'eur' });
    expect(await stripe.record('invoices', 'in_1')).toMatchObject({ id: 'in_1', status: 'deleted' });
  });

  it('of a customer who has been deleted since brings nothing back', async () => {
    const stripe = stripeConsumer(LOGIC);
    const deleted = { id: 'cus_1', object: 'customer', deleted: true };
    await using _api = await StripeApi.start({ 'GET /v1/customers/cus_1': { body: deleted } });
    await stripe.deliver(thinSibling(stripeEvent('customer.updated')));
    expect(await stripe.record('customers', 'cus_1')).toBeUndefined();
  });

  it('of a canceled refund fetches the former status as well, and reverses the refund in the day', async () => {
    const changes = { object: { status: 'canceled' }, previous: { status: 'pending' } };
    const snapshot = stripeEvent('refund.updated', { id: 'evt_1', ...changes });
    await using api = await apiWith(snapshot);
    api.routes['GET /v2/core/events/thin_evt_1'] = {
      body: { id: 'thin_evt_1', changes: { before: { status: 'pending' }, after: { status: 'canceled' } } },
    };
    const stripe = stripeConsumer(LOGIC);
    await stripe.deliver(thinSibling(snapshot));
    expect(await stripe.record('dailyRevenue', '2026-11-23-eur')).toMatchObject({ refunds: -1 });
  });

  it('of an upcoming invoice has it computed again, since it has no id yet', async () => {
    const snapshot = stripeEvent('invoice.upcoming', { id: 'evt_1' });
    const preview: unknown = JSON.parse(snapshot).data.object;
    const data = { customer: 'cus_1', subscription: 'sub_1' };
    await using api = await StripeApi.start({
      'GET /v2/core/events/thin_evt_1': { body: { id: 'thin_evt_1', data } },
      'POST /v1/invoices/create_preview': { body: isJsonObject(preview) ? preview : {} },
    });
    const [thin, whole] = [stripeConsumer(LOGIC), stripeConsumer(LOGIC)];
    await thin.deliver(thinSibling(snapshot, { related_object: undefined }));
    await whole.deliver(snapshot);
    expect(await thin.record('upcomingInvoices', 'sub_1')).toEqual(await whole.record('upcomingInvoices', 'sub_1'));
    expect(api.requests.map(({ body }) => body)).toContain('customer=cus_1&subscription=sub_1');
  });
});

describe('a saga over time', () => {
  it('learns of one occurrence once, from either style', async () => {
    const snapshot = stripeEvent('customer.subscription.trial_will_end', { id: 'evt_1' });
    await using api = await apiWith(snapshot);
    api.routes['GET /v1/customers/cus_1'] = { body: { id: 'cus_1', object: 'customer', default_source: null } };
    const both = await Promise.all([snapshot, thinSibling(snapshot)].map((one) => reviveStripe(one)));
    const logic = { durable: { trialEnding }, handlers: [remindOfTrialEnd] };
    const records = await inAnyOrder(logic, both, { passing: days(3) });
    expect(Object.keys(records).toSorted()).toEqual(['trialReminders/stripe:sub_1:1', 'trialReminders/stripe:sub_1:3']);
  });

  it('keeps what it fetches for a thin event, under the key that only the object has', async () => {
    const failed = stripeEvent('invoice.payment_failed', { id: 'evt_1' });
    await using _api = await apiWith(failed);
    const stripe = stripeConsumer({ durable: { dunning } });
    await stripe.deliver(thinSibling(failed));
    const [instance, ...others] = await stripe.ports.store.list('sagaInstances', { limit: 5 });
    expect(instance?.data).toMatchObject({ saga: 'dunning', key: 'stripe:in_1' });
    expect(others).toEqual([]);
    expect(await stripe.ports.store.entries({ limit: 5 })).toMatchObject([
      { id: 'evt_1', status: 'done', commands: [{ name: 'dunning/paymentFailed', status: 'done' }] },
    ]);
  });

  it('skips a thin event whose object turns out to be none of its facts', async () => {
    const snapshot = stripeEvent('customer.updated', { id: 'evt_1' });
    await using api = await apiWith(snapshot);
    api.routes['GET /v2/core/events/thin_evt_1'] = { body: { id: 'thin_evt_1', changes: { before: { email: 'a' } } } };
    const stripe = stripeConsumer({ durable: { trialEnding } });
    await stripe.deliver(thinSibling(snapshot));
    expect(await stripe.ports.store.list('sagaInstances', { limit: 5 })).toEqual([]);
    expect(await stripe.ports.store.entries({ limit: 5 })).toMatchObject([{ status: 'done' }]);
  });
});
