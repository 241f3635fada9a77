import Stripe from 'stripe';
import { secondsAt, DAY, MONTH, type At } from './at.ts';
import { checkoutSession } from './checkout.ts';
import { customer } from './customer.ts';
import { dispute, movement } from './dispute.ts';
import { attempted, finalized, invoice } from './invoice.ts';
import { charge, paymentIntent, refund, shipping } from './payment.ts';
import { payout } from './payout.ts';
import { subscription } from './subscription.ts';

type Data<Type extends Stripe.Event['type']> = Extract<Stripe.Event, { type: Type }>['data'];

/** The `data` of a snapshot event, by type, as the SDK defines it. */
type SnapshotData = { readonly [Type in Stripe.Event['type']]?: (at: At) => Data<Type> };

/** A card refund after the network has assigned it a reference. */
const ARRIVED: Partial<Stripe.Refund> = {
  destination_details: {
    card: {
      reference: '74210420042',
      reference_status: 'available',
      reference_type: 'acquirer_reference_number',
      type: 'refund',
    },
    type: 'card',
  },
};

export const SNAPSHOTS = {
  'customer.subscription.created': (at) => ({
    object: subscription(at, { created: secondsAt(at), start_date: secondsAt(at) }),
  }),
  'customer.subscription.updated': (at) => ({
    object: subscription(at, { cancel_at_period_end: true, cancel_at: secondsAt(at, MONTH - 10 * DAY) }),
    previous_attributes: { cancel_at_period_end: false, cancel_at: null },
  }),
  'customer.subscription.deleted': (at) => ({
    object: subscription(at, {
      canceled_at: secondsAt(at),
      cancellation_details: {
        comment: null,
        feedback: 'missing_features',
        feedback_option: null,
        reason: 'cancellation_requested',
      },
      ended_at: secondsAt(at),
      status: 'canceled',
    }),
  }),
  'customer.subscription.paused': (at) => ({ object: subscription(at, { status: 'paused' }) }),
  'customer.subscription.resumed': (at) => ({ object: subscription(at) }),
  'customer.subscription.trial_will_end': (at) => ({
    object: subscription(at, {
      status: 'trialing',
      default_payment_method: null,
      trial_start: secondsAt(at, -11 * DAY),
      trial_end: secondsAt(at, 3 * DAY),
    }),
  }),
  'customer.subscription.pending_update_applied': (at) => ({ object: subscription(at) }),
  'customer.subscription.pending_update_expired': (at) => ({ object: subscription(at) }),
  'customer.created': (at) => ({ object: customer(at, { created: secondsAt(at) }) }),
  'customer.updated': (at) => ({
    object: customer(at, { email: 'accounts@acme.example' }),
    previous_attributes: { email: 'billing@acme.example' },
  }),
  'customer.deleted': (at) => ({ object: customer(at) }),
  'payment_intent.requires_action': (at) => ({
    object: paymentIntent(at, { status: 'requires_action', latest_charge: null }),
  }),
  'payment_intent.processing': (at) => ({ object: paymentIntent(at) }),
  'payment_intent.succeeded': (at) => ({
    object: paymentIntent(at, { status: 'succeeded', amount_received: 4999 }),
  }),
  'payment_intent.payment_failed': (at) => ({
    object: paymentIntent(at, {
      status: 'requires_payment_method',
      payment_method: null,
      last_payment_error: {
        charge: `ch_${at.id}`,
        code: 'card_declined',
        decline_code: 'insufficient_funds',
        doc_url: 'https://stripe.com/docs/error-codes/card-declined',
        message: 'Your card has insufficient funds.',
        type: 'card_error',
      },
    }),
  }),
  'payment_intent.canceled': (at) => ({
    object: paymentIntent(at, {
      status: 'canceled',
      canceled_at: secondsAt(at),
      cancellation_reason: 'abandoned',
      latest_charge: null,
    }),
  }),
  'charge.succeeded': (at) => ({ object: charge(at) }),
  'charge.updated': (at) => ({
    object: charge(at, { shipping: shipping('EZ1') }),
    previous_attributes: { shipping: shipping(null) },
  }),
  'charge.refunded': (at) => ({
    object: charge(at, { amount_refunded: 4999, refunded: true }),
    previous_attributes: { amount_refunded: 0, refunded: false },
  }),
  'refund.created': (at) => ({ object: refund(at) }),
  'refund.updated': (at) => ({ object: refund(at, ARRIVED) }),
  'charge.refund.updated': (at) => ({ object: refund(at, ARRIVED) }),
  'refund.failed': (at) => ({
    object: refund(at, {
      status: 'failed',
      failure_reason: 'lost_or_stolen_card',
      failure_balance_transaction: `txn_fail${at.id}`,
    }),
  }),
  'charge.dispute.created': (at) => ({ object: dispute(at) }),
  'charge.dispute.funds_withdrawn': (at) => ({
    object: dispute(at, { balance_transactions: [movement(at, { back: false })] }),
  }),
  'charge.dispute.updated': (at) => ({
    object: dispute(at, {
      balance_transactions: [movement(at, { back: false })],
      evidence_details: {
        due_by: secondsAt(at, 7 * DAY),
        enhanced_eligibility: {},
        has_evidence: true,
        past_due: false,
        submission_count: 1,
        submission_method: 'manual',
      },
      status: 'under_review',
    }),
  }),
  'charge.dispute.funds_reinstated': (at) => ({
    object: dispute(at, {
      balance_transactions: [movement(at, { back: false }), movement(at, { back: true })],
      status: 'won',
    }),
  }),
  'charge.dispute.closed': (at) => ({
    object: dispute(at, {
      balance_transactions: [movement(at, { back: false }), movement(at, { back: true })],
      status: 'won',
    }),
  }),
  'invoice.upcoming': (at) => ({
    object: invoice(at, {
      id: `upcoming_in_${at.id}`,
      billing_reason: 'upcoming',
      created: secondsAt(at, 7 * DAY),
      next_payment_attempt: secondsAt(at, 7 * DAY + 3600),
    }),
  }),
  'invoice.created': (at) => ({
    object: invoice(at, { automatically_finalizes_at: secondsAt(at, 3600), next_payment_attempt: secondsAt(at, 3600) }),
  }),
  'invoice.updated': (at) => ({ object: invoice(at, finalized(at)), previous_attributes: { status: 'draft' } }),
  'invoice.finalized': (at) => ({ object: invoice(at, finalized(at)) }),
  'invoice.paid': (at) => ({
    object: invoice(at, {
      ...attempted(at),
      ...finalized(at, { paid_at: secondsAt(at) }),
      amount_paid: 8700,
      amount_remaining: 0,
      next_payment_attempt: null,
      status: 'paid',
    }),
  }),
  'invoice.payment_failed': (at) => ({ object: invoice(at, attempted(at)) }),
  'invoice.payment_action_required': (at) => ({ object: invoice(at, attempted(at)) }),
  'invoice.overdue': (at) => ({
    object: invoice(at, {
      ...finalized(at),
      collection_method: 'send_invoice',
      created: secondsAt(at, -31 * DAY),
      due_date: secondsAt(at, -DAY),
    }),
  }),
  'invoice.voided': (at) => ({
    object: invoice(at, { ...finalized(at, { voided_at: secondsAt(at) }), status: 'void' }),
  }),
  'invoice.marked_uncollectible': (at) => ({
    object: invoice(at, {
      ...attempted(at),
      ...finalized(at, { marked_uncollectible_at: secondsAt(at) }),
      status: 'uncollectible',
    }),
  }),
  'invoice.deleted': (at) => ({ object: invoice(at, { billing_reason: 'manual' }) }),
  'checkout.session.completed': (at) => ({ object: checkoutSession(at) }),
  'checkout.session.async_payment_succeeded': (at) => ({ object: checkoutSession(at) }),
  'checkout.session.async_payment_failed': (at) => ({ object: checkoutSession(at, { payment_status: 'unpaid' }) }),
  'payout.paid': (at) => ({ object: payout(at) }),
} as const satisfies SnapshotData;

/** A whole snapshot event around its data. */
export function snapshotEvent(type: keyof typeof SNAPSHOTS, at: At) {
  return {
    id: `evt_${at.id}`,
    object: 'event',
    api_version: Stripe.API_VERSION,
    created: secondsAt(at),
    data: SNAPSHOTS[type](at),
    livemode: false,
    pending_webhooks: 1,
    request: { id: `req_${at.id}`, idempotency_key: null },
    type,
  } as const;
}
