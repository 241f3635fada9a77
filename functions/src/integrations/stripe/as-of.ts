import { RANK, type AsOf } from '../../core/logic/newest.ts';
import type { IntegrationEvent } from '../../core/event/integration-event.ts';
import { occurrenceOf } from '../../core/event/platform-event.ts';
import type { StripeNative } from './native.ts';
import { snapshotTypeOf } from './thin-siblings.ts';

/** Types after which their object does not change, although they are not called `.deleted` or `.closed`. */
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
 * The position in time of a Stripe event, for `newest`. Stripe guarantees no order of delivery, and its `created` is in
 * whole seconds. Within one second, an event that ends an object outranks a change, a change outranks the creation, and
 * otherwise the greater event id decides. The milliseconds of thin events are cut off, and a thin event has the rank and
 * the id of the snapshot event that reports the same occurrence, so that both kinds can be compared.
 * @param rank Overrides the rank of the type if the use case knows better which of two events is later.
 * @see https://docs.stripe.com/webhooks#event-ordering
 */
export function asOf({ event, envelope }: Dated, rank: number = rankOf(snapshotTypeOf(event.type))): AsOf {
  const second = Math.floor(Date.parse(envelope.time) / 1000);
  return { time: new Date(second * 1000).toISOString(), rank, id: occurrenceOf(envelope) };
}

type Dated = Pick<IntegrationEvent<{ readonly type: string }>, 'event' | 'envelope'>;

function rankOf(type: string): number {
  if (ENDS.has(type) || type.endsWith('.deleted') || type.endsWith('.closed')) return RANK.end;
  return type.endsWith('.created') ? RANK.creation : RANK.update;
}
