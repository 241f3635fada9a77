import type { RecordData } from '../../core/handle/store.ts';
import { task } from '../../core/handle/task.ts';
import { StripeEvent, type StripeNative } from '../../integrations/stripe/event.ts';
import { accountOf } from '../../integrations/stripe/native.ts';

/**
 * What came in and went back on one day in one currency, in `dailyRevenue/{date}-{currency}`; for connected
 * accounts followed by `-{account}`. Amounts are in minor units.
 */
export type DailyRevenueRecord = {
  /** The day of the events, in UTC: `2026-11-23`. */
  readonly date: string;
  readonly currency: string;
  /** The connected account; null for one's own. */
  readonly account: string | null;
  readonly payments: number;
  readonly received: number;
  /** Refunds given, less those that failed. */
  readonly refunds: number;
  readonly refunded: number;
  /** Received less refunded. Fees and disputes are not in it. */
  readonly net: number;
};

/**
 * Counts payments and refunds per day. The ledger lets each event count once, in whatever order and however
 * often it is delivered, so no guard against late events is wanted here; only a deliberate replay with
 * effects of its own counts again.
 */
export const countDailyRevenue = task(
  StripeEvent,
  ({ event, envelope }, { records }) => {
    const entry = entryOf(event);
    if (entry === undefined) return;
    const day = { date: envelope.time.slice(0, 10), currency: entry.currency, account: accountOf(event) ?? null };
    const id = [day.date, day.currency, ...(day.account === null ? [] : [day.account])].join('-');
    records.update('dailyRevenue', id, (current) => withEntry(day, current, entry));
  },
  { when: ({ event }) => entryOf(event) !== undefined },
);

interface Entry {
  readonly currency: string;
  readonly payments: number;
  readonly received: number;
  readonly refunds: number;
  readonly refunded: number;
}

/** What an event adds to the day; undefined where it moves no money. */
function entryOf(event: StripeNative): Entry | undefined {
  if (event.type === 'payment_intent.succeeded') {
    const { currency, amount_received: received } = event.data.object;
    return { currency, payments: 1, received, refunds: 0, refunded: 0 };
  }
  if (event.type === 'refund.created') {
    const { currency, amount: refunded } = event.data.object;
    return { currency, payments: 0, received: 0, refunds: 1, refunded };
  }
  if (event.type === 'refund.failed') {
    const { currency, amount } = event.data.object;
    return { currency, payments: 0, received: 0, refunds: -1, refunded: -amount };
  }
  return undefined;
}

function withEntry(
  day: Pick<DailyRevenueRecord, 'date' | 'currency' | 'account'>,
  current: RecordData | undefined,
  entry: Entry,
): DailyRevenueRecord {
  const sum = (name: Exclude<keyof Entry, 'currency'>) => {
    const before = current?.[name];
    return (typeof before === 'number' ? before : 0) + entry[name];
  };
  const [received, refunded] = [sum('received'), sum('refunded')];
  return { ...day, payments: sum('payments'), received, refunds: sum('refunds'), refunded, net: received - refunded };
}
