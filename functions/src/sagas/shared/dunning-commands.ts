import { Command, isJsonObject, recordHandler, type Context, type RecordData } from 'integration-service';
import { entriesIn } from './fields.ts';
import { ifKeyed } from './if-keyed.ts';
import { recordIdOf } from './record-id.ts';

/** A bill whose payment failed: an invoice at Stripe, a transaction at Paddle. */
export type UnpaidBill = {
  readonly provider: 'stripe' | 'paddle';
  readonly id: string;
  /** The connected account it belongs to; null for your own. */
  readonly account: string | null;
  readonly customer: string | null;
  readonly subscription: string | null;
  /** False for a test; null if the provider does not say. */
  readonly livemode: boolean | null;
  /** RFC 3339. */
  readonly failedAt: string;
};

/** A reminder that is due, in `dunningReminders/{bill}:{number}`: write to the customer when it is created. */
export type DunningReminderRecord = UnpaidBill & {
  /** 1, 2 or 3: on days 1, 3 and 7. */
  readonly number: number;
};

/** Whether a customer may use what they subscribed to, in `accountStates/{provider}:{customer}`. */
export type AccountStateRecord = {
  readonly provider: UnpaidBill['provider'];
  /** The customer; the bill if it names none. */
  readonly customer: string;
  readonly account: string | null;
  readonly status: 'active' | 'suspended';
  /**
   * The bills because of which the account is suspended. `confirmed` says that the provider's API was asked and the bill is
   * still owed; it is false without an API key.
   */
  readonly unpaid: { readonly [bill: string]: { readonly failedAt: string; readonly confirmed: boolean } };
  readonly livemode: boolean | null;
};

export abstract class BillCommand extends Command {
  readonly bill: UnpaidBill;

  constructor(bill: UnpaidBill) {
    super();
    this.bill = bill;
  }
}

export class RemindOfPayment extends BillCommand {
  static readonly type = 'RemindOfPayment';
  readonly number: number;

  constructor(bill: UnpaidBill, number: number) {
    super(bill);
    this.number = number;
  }
}

export class ReinstateAccount extends BillCommand {
  static readonly type = 'ReinstateAccount';
}

export const remindOfPayment = recordHandler(RemindOfPayment, ({ bill, number }, records) => {
  const record: DunningReminderRecord = { ...bill, number };
  records.update('dunningReminders', `${recordIdOf(bill.provider, bill.id)}:${number}`, () => record);
});

/**
 * Suspends the account that a bill belongs to, unless the provider says that the bill is settled. Without an API key it goes
 * by the events.
 * @param isOwed Asks the provider: a payment may be on its way to us.
 */
export async function suspendIfOwed(
  bill: UnpaidBill,
  context: Context,
  isOwed: (bill: UnpaidBill, context: Context) => Promise<boolean>,
): Promise<void> {
  const asked = await ifKeyed(() => isOwed(bill, context));
  if (asked?.found === false) return;
  const reason = { failedAt: bill.failedAt, confirmed: asked !== undefined };
  context.records.update('accountStates', placeOf(bill), (current) =>
    stateOf(bill, { ...unpaidIn(current), [bill.id]: reason }),
  );
}

/** Another unpaid bill keeps the account suspended. */
export const reinstateAccount = recordHandler(ReinstateAccount, ({ bill }, records) => {
  records.update('accountStates', placeOf(bill), (current) => {
    const { [bill.id]: paid, ...unpaid } = unpaidIn(current);
    return paid === undefined ? current : stateOf(bill, unpaid);
  });
});

function placeOf({ provider, customer, id }: UnpaidBill): string {
  return recordIdOf(provider, customer ?? id);
}

function stateOf(bill: UnpaidBill, unpaid: AccountStateRecord['unpaid']): AccountStateRecord {
  const { provider, customer, id, account, livemode } = bill;
  const status = Object.keys(unpaid).length === 0 ? 'active' : 'suspended';
  return { provider, customer: customer ?? id, account, status, unpaid, livemode };
}

function unpaidIn(record: RecordData | undefined): AccountStateRecord['unpaid'] {
  return entriesIn(record?.['unpaid'], isReason);
}

function isReason(value: unknown): value is AccountStateRecord['unpaid'][string] {
  return isJsonObject(value) && typeof value['failedAt'] === 'string' && typeof value['confirmed'] === 'boolean';
}
