import type Stripe from 'stripe';
import { DAY, secondsAt, type At } from './at.ts';

/** The daily payout to the bank account. */
export function payout(at: At): Stripe.Payout {
  return {
    id: `po_${at.id}`,
    object: 'payout',
    amount: 125_043,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: secondsAt(at),
    automatic: true,
    balance_transaction: `txn_po${at.id}`,
    created: secondsAt(at, -2 * DAY),
    currency: 'eur',
    description: 'STRIPE PAYOUT',
    destination: `ba_${at.id}`,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: {},
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: 'completed',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: null,
    status: 'paid',
    trace_id: { status: 'supported', value: 'SEPA1042' },
    type: 'bank_account',
  };
}
