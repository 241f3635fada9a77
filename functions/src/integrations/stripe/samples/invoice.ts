import Stripe from 'stripe';
import { DAY, MONTH, secondsAt, type At } from './at.ts';

const UNSETTLED: Stripe.Invoice.StatusTransitions = {
  finalized_at: null,
  marked_uncollectible_at: null,
  paid_at: null,
  voided_at: null,
};

/** The monthly invoice of the sample subscription for 87.00 EUR, as a draft. */
export function invoice(at: At, changes: Partial<Stripe.Invoice> = {}): Stripe.Invoice {
  return {
    id: `in_${at.id}`,
    object: 'invoice',
    account_country: 'PT',
    account_name: 'Acme Shop',
    account_tax_ids: null,
    amount_due: 8700,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: 8700,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: 'subscription_cycle',
    collection_method: 'charge_automatically',
    created: secondsAt(at),
    currency: 'eur',
    custom_fields: null,
    customer: `cus_${at.id}`,
    customer_account: null,
    customer_address: null,
    customer_email: 'billing@acme.example',
    customer_name: 'Acme Lda.',
    customer_phone: null,
    customer_shipping: null,
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: null,
    from_invoice: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: { object: 'list', data: [line(at)], has_more: false, url: `/v1/invoices/in_${at.id}/lines` },
    livemode: false,
    metadata: {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: {
      quote_details: null,
      subscription_details: { metadata: { workspace: 'acme' }, subscription: `sub_${at.id}` },
      type: 'subscription_details',
    },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: secondsAt(at),
    period_start: secondsAt(at, -MONTH),
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: UNSETTLED,
    subtotal: 8700,
    subtotal_excluding_tax: 8700,
    test_clock: null,
    total: 8700,
    total_discount_amounts: [],
    total_excluding_tax: 8700,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
    ...changes,
  };
}

/** The fields that finalizing adds to an invoice: a number and the time. */
export function finalized(at: At, transitions: Partial<Stripe.Invoice.StatusTransitions> = {}) {
  return {
    effective_at: secondsAt(at),
    ending_balance: 0,
    number: 'ACME0001-0002',
    status: 'open',
    status_transitions: { ...UNSETTLED, finalized_at: secondsAt(at), ...transitions },
    webhooks_delivered_at: secondsAt(at),
  } satisfies Partial<Stripe.Invoice>;
}

/** The fields that a failed collection attempt adds; the next attempt is three days later. */
export function attempted(at: At) {
  return {
    ...finalized(at),
    attempt_count: 1,
    attempted: true,
    next_payment_attempt: secondsAt(at, 3 * DAY),
  } satisfies Partial<Stripe.Invoice>;
}

function line(at: At): Stripe.InvoiceLineItem {
  return {
    id: `il_${at.id}`,
    object: 'line_item',
    amount: 8700,
    currency: 'eur',
    description: '3 × Team (at €29.00 / month)',
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice: `in_${at.id}`,
    livemode: false,
    metadata: {},
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: { credited_items: null },
        subscription: `sub_${at.id}`,
        subscription_item: `si_${at.id}`,
      },
      type: 'subscription_item_details',
    },
    period: { end: secondsAt(at, MONTH), start: secondsAt(at) },
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: `price_${at.id}`, product: `prod_${at.id}` },
      type: 'price_details',
      unit_amount_decimal: Stripe.Decimal.from('2900'),
    },
    quantity: 3,
    quantity_decimal: Stripe.Decimal.from('3'),
    subscription: `sub_${at.id}`,
    subtotal: 8700,
    taxes: [],
  };
}
