import { isText, type RecordData, recordTask } from 'integration-service';
import { accountOf, StripeEvent, type StripeNative } from 'integration-service/stripe';
import { isoAmount } from './amounts.ts';
import { liveFirst } from './live-first.ts';

/**
 * What was received and refunded on one day in one currency, in `dailyRevenue/{date}-{currency}`, followed by
 * `-{account}` for connected accounts. Amounts are in ISO 4217 minor units.
 */
export type DailyRevenueRecord = {
  /** The day on which the events occurred, in UTC: `2026-11-23`. */
  readonly date: string;
  readonly currency: string;
  /** The connected account; null for your own. */
  readonly account: string | null;
  readonly payments: number;
  readonly received: number;
  /** Refunds, less those that failed or were canceled. */
  readonly refunds: number;
  readonly refunded: number;
  /** Received less refunded, without fees and disputes. */
  readonly net: number;
  /** False on a day with only tests. A payment in live mode starts the day over; from then on tests do not count. */
  readonly livemode: boolean;
};

/**
 * Counts payments and refunds per day. The ledger counts each event once, in any order and however often it is
 * delivered, so no guard against late events is needed here. Only a deliberate replay counts again.
 */
export const countDailyRevenue = recordTask(
  StripeEvent,
  ({ event, envelope }, records) => {
    const entry = entryOf(event);
    if (entry === undefined) return;
    const { currency, livemode } = entry;
    const day = { date: envelope.time.slice(0, 10), currency, account: accountOf(event) ?? null, livemode };
    const id = [day.date, day.currency, ...(day.account === null ? [] : [day.account])].join('-');
    records.update(
      'dailyRevenue',
      id,
      liveFirst(livemode, (current) => withEntry(day, current, entry)),
    );
  },
  { when: ({ event }) => entryOf(event) !== undefined },
);

interface Entry {
  readonly livemode: boolean;
  readonly currency: string;
  readonly payments: number;
  readonly received: number;
  readonly refunds: number;
  readonly refunded: number;
}

/** The amount that an event adds to the day; undefined if it moves no money. */
function entryOf(event: StripeNative): Entry | undefined {
  const entry = movementIn(event);
  return isText(entry?.currency) ? entry : undefined;
}

function movementIn(event: StripeNative): Entry | undefined {
  if (event.type === 'payment_intent.succeeded') {
    const { currency, amount_received: received } = event.data.object;
    return { ...NOTHING, currency, livemode: event.livemode, payments: 1, received: isoAmount(received, currency) };
  }
  const refunds = refundsIn(event);
  if (refunds === undefined) return undefined;
  const { currency, amount } = refunds.refund;
  const refunded = refunds.count * isoAmount(amount, currency);
  return { ...NOTHING, currency, livemode: refunds.livemode, refunds: refunds.count, refunded };
}

const NOTHING = { payments: 0, received: 0, refunds: 0, refunded: 0 };

/** Counts a refund when it is created, and reverses it once, when it fails or is canceled. */
function refundsIn(event: StripeNative) {
  const { livemode } = event;
  if (event.type === 'refund.created') return { refund: event.data.object, livemode, count: 1 };
  if (event.type === 'refund.failed') return { refund: event.data.object, livemode, count: -1 };
  if (event.type !== 'refund.updated') return undefined;
  const { object: refund, previous_attributes: before } = event.data;
  const becameCanceled = refund.status === 'canceled' && before?.status !== undefined && before.status !== 'canceled';
  return becameCanceled ? { refund, livemode, count: -1 } : undefined;
}

function withEntry(
  day: Pick<DailyRevenueRecord, 'date' | 'currency' | 'account' | 'livemode'>,
  current: RecordData | undefined,
  entry: Entry,
): DailyRevenueRecord {
  const sum = (name: keyof typeof NOTHING) => {
    const before = current?.[name];
    return (typeof before === 'number' ? before : 0) + entry[name];
  };
  const [received, refunded] = [sum('received'), sum('refunded')];
  return { ...day, payments: sum('payments'), received, refunds: sum('refunds'), refunded, net: received - refunded };
}
