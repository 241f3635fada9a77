import type Stripe from 'stripe';
import { DAY, secondsAt, type At } from './at.ts';

/** The customer disputes the charge as fraud; a week is left to answer. */
export function dispute(at: At, changes: Partial<Stripe.Dispute> = {}): Stripe.Dispute {
  return {
    id: `du_${at.id}`,
    object: 'dispute',
    amount: 4999,
    balance_transactions: [],
    charge: `ch_${at.id}`,
    created: secondsAt(at),
    currency: 'eur',
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by: secondsAt(at, 7 * DAY),
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    network_reason_code: '10.4',
    payment_intent: `pi_${at.id}`,
    payment_method_details: {
      card: { brand: 'visa', case_type: 'chargeback', network: 'visa', network_reason_code: '10.4' },
      type: 'card',
    },
    reason: 'fraudulent',
    status: 'needs_response',
    ...changes,
  };
}

/** The balance transaction of a dispute: the amount and the fee, or the amount returned. */
export function movement(at: At, { back }: { readonly back: boolean }): Stripe.BalanceTransaction {
  const [amount, fee] = back ? [4999, 0] : [-4999, 2000];
  return {
    id: `txn_du${back ? 'back' : ''}${at.id}`,
    object: 'balance_transaction',
    amount,
    available_on: secondsAt(at, 2 * DAY),
    balance_type: 'payments',
    created: secondsAt(at),
    currency: 'eur',
    description: back ? 'Chargeback reversal' : 'Chargeback withdrawal',
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [{ amount: fee, application: null, currency: 'eur', description: 'Dispute fee', type: 'stripe_fee' }],
    net: amount - fee,
    reporting_category: back ? 'dispute_reversal' : 'dispute',
    source: `du_${at.id}`,
    status: 'pending',
    type: 'adjustment',
  };
}

const NO_EVIDENCE: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};
