import { expect, it } from 'vitest';
import { commandsOf, stripeConsumer, stripeEvent } from 'integration-service/stripe/testing';
import { announceInvoice, renewalNotices } from './upcoming-invoices.ts';

function consumer() {
  return stripeConsumer({ sagas: { renewalNotices }, handlers: [announceInvoice] });
}

it('a renewal is recorded under its subscription, with what will be charged and when', async () => {
  const stripe = consumer();
  await stripe.deliver(stripeEvent('invoice.upcoming', { id: 'evt_1' }));
  expect(await stripe.record('upcomingInvoices', 'sub_1')).toEqual({
    subscription: 'sub_1',
    account: null,
    customer: 'cus_1',
    currency: 'eur',
    total: 8700,
    amountDue: 8700,
    nextPaymentAttempt: '2026-11-30T13:00:00.000Z',
    periodStart: '2026-10-24T12:00:00.000Z',
    periodEnd: '2026-11-23T12:00:00.000Z',
    livemode: false,
    asOf: { time: '2026-11-23T12:00:00.000Z', rank: 1, id: 'evt_1' },
  });
});

it('the next upcoming invoice replaces the last one', async () => {
  const stripe = consumer();
  await stripe.deliver(stripeEvent('invoice.upcoming', { id: 'evt_1' }));
  await stripe.deliver(stripeEvent('invoice.upcoming', { id: 'evt_2', second: 40, object: { amount_due: 11_600 } }));
  expect(await stripe.record('upcomingInvoices', 'sub_1')).toMatchObject({ amountDue: 11_600 });
});

it('an invoice without a subscription is not recorded', async () => {
  expect(await commandsOf(renewalNotices, 'invoice.upcoming', { object: { parent: null } })).toEqual([]);
  expect(await commandsOf(renewalNotices, 'invoice.created')).toEqual([]);
});
