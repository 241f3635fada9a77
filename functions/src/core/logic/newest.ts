import type { IntegrationEvent } from '../event/integration-event.ts';
import { isJsonObject } from '../event/json.ts';
import type { RecordData } from '../ledger/store.ts';

/** The moment of an object's life that an event tells of; kept in the record as `asOf`. */
export interface AsOf {
  /** RFC 3339 in UTC, as precise as the provider's own clock. */
  readonly time: string;
  /** Which of several moments with the same time is the later one: see {@link RANK}. */
  readonly rank: number;
  /** The event's id. It settles what time and rank leave open, the same way for everyone. */
  readonly id: string;
}

/**
 * Ranks within one time. Clocks of providers are coarse (Stripe's `created` has whole seconds), so two
 * versions of one object do tie: what ends an object is later than a change of it, a change later than its
 * creation. Any other whole number serves where a use case knows better.
 */
export const RANK = { creation: 0, update: 1, end: 2 } as const;

/** The moment that an event tells of, by the time in its envelope. */
export function asOfEvent({ envelope }: IntegrationEvent, rank: number = RANK.update): AsOf {
  return { time: envelope.time, rank, id: envelope.id };
}

/**
 * Guards a record against events that arrive out of order: the change is applied unless the record already
 * tells of a later moment. Moments are compared by time, then rank, then id, so that every order of arrival
 * ends in the same record. The event that wrote the record passes again: that is a deliberate replay.
 *
 * For projections only: records whose content follows from the newest event alone. An event that comes late
 * is dropped whole, so a counter must be changed without this guard (the ledger already lets each event
 * count once), and fields that only some events carry belong in their own record.
 * @param change Pure: the current data in, the next data out, without `asOf`.
 * @example
 * records.update('subscriptions', subscription.id, newest(asOf(event), () => ({ status: subscription.status })));
 */
export function newest<Current extends object = RecordData, Next extends object = Current>(
  asOf: AsOf,
  change: (current: Current | undefined) => Next,
): (current: Current | undefined) => Current | (Next & { readonly asOf: AsOf }) | undefined {
  return (current) => (isLater(momentOf(current), asOf) ? current : { ...change(current), asOf });
}

/** Whether one moment is later than another: by time, then rank, then id. No moment is as old as can be. */
export function isLater(one: AsOf | undefined, other: AsOf): boolean {
  if (one === undefined || one.id === other.id) return false;
  const byTime = Date.parse(one.time) - Date.parse(other.time);
  if (byTime !== 0) return byTime > 0;
  if (one.rank !== other.rank) return one.rank > other.rank;
  return one.id > other.id;
}

/** A record that no guard has written yet, or that someone edited by hand, is as old as can be. */
function momentOf(data: object | undefined): AsOf | undefined {
  const asOf = data !== undefined && 'asOf' in data ? data.asOf : undefined;
  if (!isJsonObject(asOf)) return undefined;
  const { time, rank, id } = asOf;
  const isMoment =
    typeof time === 'string' && !Number.isNaN(Date.parse(time)) && typeof rank === 'number' && typeof id === 'string';
  return isMoment ? { time, rank, id } : undefined;
}
