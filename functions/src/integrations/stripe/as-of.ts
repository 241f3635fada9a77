import { asOfEvent, RANK, type AsOf } from '../../core/logic/newest.ts';
import type { IntegrationEvent } from '../../core/event/integration-event.ts';
import type { StripeNative } from './native.ts';

/** Types that end what their object can become, although they are not called `.deleted` or `.closed`. */
const ENDS: ReadonlySet<string> = new Set([
  'charge.refunded',
  'checkout.session.completed',
  'checkout.session.expired',
  'customer.subscription.deleted',
  'invoice.marked_uncollectible',
  'invoice.paid',
  'invoice.payment_succeeded',
  'invoice.voided',
  'payment_intent.canceled',
  'payment_intent.succeeded',
  'payout.canceled',
  'payout.failed',
  'payout.paid',
  'refund.failed',
] satisfies StripeNative['type'][]);

/**
 * The moment that a Stripe event tells of, for `newest`. Stripe promises no order of delivery and its
 * `created` has whole seconds: within one second, what ends an object outranks a change of it, a change
 * outranks its creation, and otherwise the greater event id decides. Thin events carry milliseconds; they
 * are cut off, so that both kinds are compared alike.
 * @param rank Where the use case can tell better than the type which of two events is the later.
 * @see https://docs.stripe.com/webhooks#event-ordering
 */
export function asOf(event: IntegrationEvent<StripeNative>, rank: number = rankOf(event.event.type)): AsOf {
  const second = Math.floor(Date.parse(event.envelope.time) / 1000);
  return { ...asOfEvent(event, rank), time: new Date(second * 1000).toISOString() };
}

function rankOf(type: string): number {
  if (ENDS.has(type) || type.endsWith('.deleted') || type.endsWith('.closed')) return RANK.end;
  return type.endsWith('.created') ? RANK.creation : RANK.update;
}
