import type Stripe from 'stripe';
import { isText, type RecordData, recordTask } from 'integration-service';
import {
  objectIn,
  snapshotTypeOf,
  StripeEvent,
  type StripeEventOfType,
  type StripeObject,
} from 'integration-service/stripe';
import { stripeChange } from 'integration-service/stripe/refetch';
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

const TYPES = ['payment_intent.succeeded', 'refund.created', 'refund.failed', 'refund.updated'] as const;

/**
 * Counts payments and refunds per day. The ledger counts each event once, in any order and however often it is
 * delivered, so no guard against late events is needed here. Only a deliberate replay counts again.
 */
export const countDailyRevenue = recordTask(
  StripeEvent,
  (told, records) => {
    const entry = entryOf(told);
    if (entry === undefined) return;
    const { currency, livemode } = entry;
    const day = { date: told.time.slice(0, 10), currency, account: told.account, livemode };
    const id = [day.date, day.currency, ...(day.account === null ? [] : [day.account])].join('-');
    records.update(
      'dailyRevenue',
      id,
      liveFirst(livemode, (current) => withEntry(day, current, entry)),
    );
  },
  { when: mayMoveMoney, completion: stripeChange<Money>(), types: TYPES },
);

type Money = Stripe.PaymentIntent | Stripe.Refund;

type MoneyEvent = StripeEvent & StripeEventOfType<(typeof TYPES)[number]>;

/** Whether an event adds to a day. A thin event does not say what became of its refund. */
function mayMoveMoney(event: StripeEvent): event is MoneyEvent {
  if (!isMoneyEvent(event)) return false;
  const told = objectIn<Money>(event);
  return told === undefined || entryOf(told) !== undefined;
}

function isMoneyEvent(event: StripeEvent): event is MoneyEvent {
  const type = snapshotTypeOf(event.event.type);
  return TYPES.some((one) => one === type);
}

interface Entry {
  readonly livemode: boolean;
  readonly currency: string;
  readonly payments: number;
  readonly received: number;
  readonly refunds: number;
  readonly refunded: number;
}

/** The amount that an event adds to the day; undefined if it moves no money. */
function entryOf(told: StripeObject<Money>): Entry | undefined {
  const { object, livemode } = told;
  const { currency } = object;
  if (!isText(currency)) return undefined;
  if (object.object === 'payment_intent') {
    return { ...NOTHING, currency, livemode, payments: 1, received: isoAmount(object.amount_received, currency) };
  }
  const refunds = refundsIn(told);
  if (refunds === 0) return undefined;
  return { ...NOTHING, currency, livemode, refunds, refunded: refunds * isoAmount(object.amount, currency) };
}

const NOTHING = { payments: 0, received: 0, refunds: 0, refunded: 0 };

/** Counts a refund when it is created, and reverses it once, when it fails or is canceled. */
function refundsIn({ type, object, previous }: StripeObject<Money>): -1 | 0 | 1 {
  if (type === 'refund.created') return 1;
  if (type === 'refund.failed') return -1;
  const before = previous?.status;
  return object.status === 'canceled' && before !== undefined && before !== 'canceled' ? -1 : 0;
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
