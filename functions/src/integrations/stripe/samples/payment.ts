import type Stripe from 'stripe';
import { MINUTE, secondsAt, type At } from './at.ts';

/** The metadata that identifies an order of the shop on all objects of its payment. */
const ORDER = { order_id: '1001' };

/** A payment of 49.99 EUR for order 1001. */
export function paymentIntent(at: At, changes: Partial<Stripe.PaymentIntent> = {}): Stripe.PaymentIntent {
  return {
    id: `pi_${at.id}`,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: 4999,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: null,
    confirmation_method: 'automatic',
    created: secondsAt(at, -MINUTE),
    currency: 'eur',
    customer: `cus_${at.id}`,
    customer_account: null,
    description: 'Order 1001',
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: `ch_${at.id}`,
    livemode: false,
    managed_payments: { enabled: false },
    metadata: ORDER,
    next_action: null,
    on_behalf_of: null,
    payment_method: `pm_${at.id}`,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card', 'link'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'processing',
    transfer_data: null,
    transfer_group: null,
    ...changes,
  };
}

/** The card charge of that payment. */
export function charge(at: At, changes: Partial<Stripe.Charge> = {}): Stripe.Charge {
  return {
    id: `ch_${at.id}`,
    object: 'charge',
    amount: 4999,
    amount_captured: 4999,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: `txn_${at.id}`,
    billing_details: {
      address: { city: null, country: 'PT', line1: null, line2: null, postal_code: null, state: null },
      email: null,
      name: null,
      phone: null,
      tax_id: null,
    },
    calculated_statement_descriptor: 'ACME SHOP',
    captured: true,
    created: secondsAt(at, -MINUTE),
    currency: 'eur',
    customer: `cus_${at.id}`,
    description: 'Order 1001',
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: ORDER,
    on_behalf_of: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'normal',
      risk_score: 12,
      seller_message: 'Payment complete.',
      type: 'authorized',
    },
    paid: true,
    payment_intent: `pi_${at.id}`,
    payment_method: `pm_${at.id}`,
    payment_method_details: { type: 'card', card: card() },
    radar_options: {},
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: shipping(null),
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: null,
    ...changes,
  };
}

/** Where the goods go. @param trackingNumber Of the parcel, once it is on its way. */
export function shipping(trackingNumber: string | null): Stripe.Charge.Shipping {
  return {
    address: {
      city: 'Lisboa',
      country: 'PT',
      line1: 'Rua Augusta 100',
      line2: null,
      postal_code: '1100-053',
      state: null,
    },
    carrier: trackingNumber === null ? null : 'FedEx',
    name: 'Acme Lda.',
    phone: null,
    tracking_number: trackingNumber,
  };
}

function card(): Stripe.Charge.PaymentMethodDetails.Card {
  return {
    amount_authorized: 4999,
    authorization_code: '123456',
    brand: 'visa',
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: 'PT',
    electronic_commerce_indicator: null,
    exp_month: 8,
    exp_year: 2030,
    funding: 'credit',
    installments: null,
    last4: '4242',
    mandate: null,
    network: 'visa',
    network_token: { used: false },
    network_transaction_id: '104210421042104',
    regulated_status: 'unregulated',
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  };
}

/** A full refund of that charge. */
export function refund(at: At, changes: Partial<Stripe.Refund> = {}): Stripe.Refund {
  return {
    id: `re_${at.id}`,
    object: 'refund',
    amount: 4999,
    balance_transaction: `txn_re${at.id}`,
    charge: `ch_${at.id}`,
    created: secondsAt(at),
    currency: 'eur',
    customer: `cus_${at.id}`,
    customer_account: null,
    destination_details: { card: { reference_status: 'pending', type: 'refund' }, type: 'card' },
    metadata: {},
    payment_intent: `pi_${at.id}`,
    payment_method: `pm_${at.id}`,
    reason: 'requested_by_customer',
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
    ...changes,
  };
}
