import { describe, expect, it } from 'vitest';
import { stripeConsumer, stripeEvent } from 'integration-service/stripe/testing';
import type { BusinessLogic } from 'integration-service/testing';
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

function permutations<T>(list: readonly T[]): readonly (readonly T[])[] {
  if (list.length < 2) return [list];
  return list.flatMap((first, index) => permutations(list.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}

async function recordAfter(events: readonly string[], collection: string, id: string) {
  const stripe = stripeConsumer(LOGIC);
  for (const event of events) await stripe.deliver(event);
  return stripe.record(collection, id);
}

describe.each(LIVES)('$types', ({ collection, id, types, end }) => {
  /** Ids contradict the order of events, so that only time and rank can order them. */
  const eventsAt = (seconds: (index: number) => number) =>
    types.map((type, index) => stripeEvent(type, { id: `evt_${9 - index}`, second: seconds(index) }));

  it('lead to the same record in every order of arrival', async () => {
    for (const order of permutations(eventsAt((index) => index * 7))) {
      expect(await recordAfter(order, collection, id)).toMatchObject({
        ...end,
        asOf: { id: `evt_${10 - types.length}` },
      });
    }
  });

  it('lead to the same record in every order of arrival if all occur within one second', async () => {
    const [inOrder = [], ...others] = permutations(eventsAt(() => 0));
    const record = await recordAfter(inOrder, collection, id);
    expect(record).toMatchObject(end);
    for (const order of others) expect(await recordAfter(order, collection, id)).toEqual(record);
  });

  it('lead to the same record if each is delivered twice', async () => {
    const events = eventsAt((index) => index * 7);
    const once = await recordAfter(events, collection, id);
    expect(await recordAfter([...events, ...events.toReversed()], collection, id)).toEqual(once);
  });
});

it('if two changes occur within one second, the one with the greater event id wins, in either order', async () => {
  const changes = [
    stripeEvent('customer.updated', { id: 'evt_a', object: { name: 'First' } }),
    stripeEvent('customer.updated', { id: 'evt_b', object: { name: 'Second' } }),
  ];
  for (const order of permutations(changes)) {
    expect(await recordAfter(order, 'customers', 'cus_1')).toMatchObject({ name: 'Second' });
  }
});

it('if several refunds occur within one second, the one after which most is refunded wins, in every order', async () => {
  const refunds = [1000, 2500, 4999].map((amount_refunded, index) =>
    stripeEvent('charge.refunded', {
      id: `evt_${9 - index}`,
      object: { amount_refunded, refunded: amount_refunded === 4999 },
    }),
  );
  for (const order of permutations(refunds)) {
    expect(await recordAfter(order, 'orders', 'stripe:1001')).toMatchObject({
      amountRefunded: 4999,
      status: 'refunded',
    });
  }
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
