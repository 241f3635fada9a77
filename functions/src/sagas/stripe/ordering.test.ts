import { describe, expect, it } from 'vitest';
import { reviveStripe, stripeConsumer, stripeEvent } from 'integration-service/stripe/testing';
import { inAnyOrder, type BusinessLogic } from 'integration-service/testing';
import { customerDeletions, customerUpdates, forgetCustomer, syncCustomer } from './customers.ts';
import { disputeProgress, syncDispute } from './disputes.ts';
import { invoiceDeletions, invoiceProgress, markInvoiceDeleted, syncInvoice } from './invoices.ts';
import { orderRefunds, syncOrder } from './order-refunds.ts';
import { paymentProgress, syncPayment } from './payments.ts';
import { refundProgress, syncRefund } from './refunds.ts';
import { subscriptionLifecycle, syncSubscription } from './subscription-lifecycle.ts';

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
    subscriptionLifecycle,
  },
  tasks: {},
  handlers: [
    forgetCustomer,
    markInvoiceDeleted,
    syncCustomer,
    syncDispute,
    syncInvoice,
    syncOrder,
    syncPayment,
    syncRefund,
    syncSubscription,
  ],
};

interface Life {
  readonly collection: string;
  readonly id: string;
  /** The events of one object, in the order in which they occur. */
  readonly types: readonly string[];
  readonly end: object;
}

const LIVES: readonly Life[] = [
  {
    collection: 'subscriptions',
    id: 'sub_1',
    types: ['customer.subscription.created', 'customer.subscription.updated', 'customer.subscription.deleted'],
    end: { status: 'canceled', active: false },
  },
  {
    collection: 'payments',
    id: 'pi_1',
    types: ['payment_intent.processing', 'payment_intent.succeeded'],
    end: { status: 'succeeded', amountReceived: 4999 },
  },
  {
    collection: 'payments',
    id: 'pi_1',
    types: ['payment_intent.requires_action', 'payment_intent.canceled'],
    end: { status: 'canceled' },
  },
  {
    collection: 'customers',
    id: 'cus_1',
    types: ['customer.created', 'customer.updated', 'customer.deleted'],
    end: { deleted: true, email: null },
  },
  {
    collection: 'disputes',
    id: 'du_1',
    types: ['charge.dispute.created', 'charge.dispute.funds_withdrawn', 'charge.dispute.closed'],
    end: { status: 'won' },
  },
  {
    collection: 'invoices',
    id: 'in_1',
    types: ['invoice.created', 'invoice.finalized', 'invoice.updated', 'invoice.paid'],
    end: { status: 'paid', amountRemaining: 0 },
  },
  { collection: 'invoices', id: 'in_1', types: ['invoice.created', 'invoice.deleted'], end: { status: 'deleted' } },
  {
    collection: 'refunds',
    id: 're_1',
    types: ['refund.created', 'refund.updated', 'refund.failed'],
    end: { status: 'failed', failureReason: 'lost_or_stolen_card' },
  },
];

async function recordsAfter(...events: readonly string[]) {
  return inAnyOrder(LOGIC, await Promise.all(events.map((event) => reviveStripe(event))));
}

describe.each(LIVES)('$types', ({ collection, id, types, end }) => {
  /** Ids contradict the order of events, so that only time and rank can order them. */
  const eventsAt = (seconds: (index: number) => number) =>
    types.map((type, index) => stripeEvent(type, { id: `evt_${9 - index}`, second: seconds(index) }));

  it('lead to the same record in every order of arrival', async () => {
    expect((await recordsAfter(...eventsAt((index) => index * 7)))[`${collection}/${id}`]).toMatchObject({
      ...end,
      asOf: { id: `evt_${10 - types.length}` },
    });
  });

  it('lead to the same record in every order of arrival if all occur within one second', async () => {
    expect((await recordsAfter(...eventsAt(() => 0)))[`${collection}/${id}`]).toMatchObject(end);
  });
});

it('if two changes occur within one second, the one with the greater event id wins, in either order', async () => {
  const records = await recordsAfter(
    stripeEvent('customer.updated', { id: 'evt_a', object: { name: 'First' } }),
    stripeEvent('customer.updated', { id: 'evt_b', object: { name: 'Second' } }),
  );
  expect(records['customers/cus_1']).toMatchObject({ name: 'Second' });
});

it('if several refunds occur within one second, the one after which most is refunded wins, in every order', async () => {
  const refunds = [1000, 2500, 4999].map((amount_refunded, index) =>
    stripeEvent('charge.refunded', {
      id: `evt_${9 - index}`,
      object: { amount_refunded, refunded: amount_refunded === 4999 },
    }),
  );
  expect((await recordsAfter(...refunds))['orders/stripe:1001']).toMatchObject({
    amountRefunded: 4999,
    status: 'refunded',
  });
});

it('replaying the event that wrote the record writes it again, replaying an overtaken event does not', async () => {
  const stripe = stripeConsumer(LOGIC);
  const [older, newer] = [
    stripeEvent('customer.created', { id: 'evt_1' }),
    stripeEvent('customer.updated', { id: 'evt_2', second: 5 }),
  ];
  await stripe.deliver(older);
  await stripe.deliver(newer);
  const version = async () => (await stripe.ports.store.get('customers', 'cus_1'))?.version;
  expect(await version()).toBe(2);
  await stripe.deliver(newer, { replay: 'again' });
  expect(await version()).toBe(3);
  await stripe.deliver(older, { replay: 'again' });
  expect(await version()).toBe(3);
  expect(await stripe.record('customers', 'cus_1')).toMatchObject({ asOf: { id: 'evt_2' } });
});
