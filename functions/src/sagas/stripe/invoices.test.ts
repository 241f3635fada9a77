import { describe, expect, it } from 'vitest';
import { commandsOf, stripeConsumer, stripeEvent } from 'integration-service/stripe/testing';
import {
  invoiceDeletions,
  invoiceProgress,
  MarkInvoiceDeleted,
  markInvoiceDeleted,
  SyncInvoice,
  syncInvoice,
} from './invoices.ts';

function consumer() {
  return stripeConsumer({ sagas: { invoiceProgress, invoiceDeletions }, handlers: [syncInvoice, markInvoiceDeleted] });
}

describe('the sagas of invoices', () => {
  it.each([
    'invoice.created',
    'invoice.updated',
    'invoice.finalized',
    'invoice.paid',
    'invoice.payment_failed',
    'invoice.payment_action_required',
    'invoice.overdue',
    'invoice.voided',
    'invoice.marked_uncollectible',
  ])('yield one sync command on %s', async (type) => {
    expect(await commandsOf(invoiceProgress, type)).toEqual([expect.any(SyncInvoice)]);
    expect(await commandsOf(invoiceDeletions, type)).toEqual([]);
  });

  it('yield a command to mark a draft that was deleted', async () => {
    expect(await commandsOf(invoiceDeletions, 'invoice.deleted')).toEqual([expect.any(MarkInvoiceDeleted)]);
    expect(await commandsOf(invoiceProgress, 'invoice.deleted')).toEqual([]);
  });

  it('leave upcoming invoices to another saga, because they have no permanent id', async () => {
    expect(await commandsOf(invoiceProgress, 'invoice.upcoming')).toEqual([]);
  });
});

describe('the record of an invoice', () => {
  it('holds the billing cycle and what was paid', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('invoice.paid', { id: 'evt_1' }));
    expect(await stripe.record('invoices', 'in_1')).toEqual({
      id: 'in_1',
      account: null,
      number: 'ACME0001-0002',
      status: 'paid',
      billingReason: 'subscription_cycle',
      customer: 'cus_1',
      subscription: 'sub_1',
      currency: 'eur',
      total: 8700,
      amountDue: 8700,
      amountPaid: 8700,
      amountRemaining: 0,
      periodStart: '2026-10-24T12:00:00.000Z',
      periodEnd: '2026-11-23T12:00:00.000Z',
      attemptCount: 1,
      nextPaymentAttempt: null,
      dueDate: null,
      finalizedAt: '2026-11-23T12:00:00.000Z',
      paidAt: '2026-11-23T12:00:00.000Z',
      livemode: false,
      createdAt: '2026-11-23T12:00:00.000Z',
      asOf: { time: '2026-11-23T12:00:00.000Z', rank: 2, id: 'evt_1' },
    });
  });

  it('says when the next collection attempt is', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('invoice.payment_failed'));
    expect(await stripe.record('invoices', 'in_1')).toMatchObject({
      status: 'open',
      attemptCount: 1,
      nextPaymentAttempt: '2026-11-26T12:00:00.000Z',
    });
  });

  it.each([
    ['invoice.voided', 'void'],
    ['invoice.marked_uncollectible', 'uncollectible'],
    ['invoice.deleted', 'deleted'],
  ])('is %s: %s', async (type, status) => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent(type));
    expect(await stripe.record('invoices', 'in_1')).toMatchObject({ status });
  });

  it('names no subscription if the invoice has none', async () => {
    const stripe = consumer();
    await stripe.deliver(stripeEvent('invoice.created', { object: { parent: null, billing_reason: 'manual' } }));
    expect(await stripe.record('invoices', 'in_1')).toMatchObject({ subscription: null, billingReason: 'manual' });
  });

  it('keeps no link that lets anyone see the invoice', async () => {
    const stripe = consumer();
    const links = { hosted_invoice_url: 'https://invoice.stripe.com/i/x', invoice_pdf: 'https://pay.stripe.com/x/pdf' };
    await stripe.deliver(stripeEvent('invoice.paid', { object: links }));
    expect(JSON.stringify(await stripe.record('invoices', 'in_1'))).not.toContain('https://');
  });
});
