import { map } from 'rxjs';
import { type AsOf, asOfEvent, Command, isOfType, newest, RANK, recordHandler, saga } from 'integration-service';
import { isPaddleEventOfType, PaddleEvent, type PaddleEventOfType } from 'integration-service/paddle';
import { listIn } from '../shared/fields.ts';
import { recordIdOf } from '../shared/record-id.ts';

type TransactionEvent = PaddleEventOfType<
  | 'transaction.billed'
  | 'transaction.past_due'
  | 'transaction.payment_failed'
  | 'transaction.paid'
  | 'transaction.completed'
  | 'transaction.revised'
  | 'transaction.canceled'
>;
type Transaction = TransactionEvent['event']['data'];

/** A transaction, in `payments/paddle:{its id}`, alongside those of Stripe. Times are in RFC 3339. */
export type PaddlePaymentRecord = {
  readonly provider: 'paddle';
  readonly id: string;
  /** Paddle's own term: `ready`, `billed`, `paid`, `completed`, `past_due`, `canceled`. */
  readonly status: string;
  /** In ISO 4217 minor units, which Paddle uses too; including tax. */
  readonly amount: number | null;
  /** ISO 4217, as Paddle writes it: `EUR`. */
  readonly currency: string;
  readonly customer: string | null;
  readonly subscription: string | null;
  readonly invoiceNumber: string | null;
  /** Your own id of the order: `order_id` of the transaction's custom data. */
  readonly orderId: string | null;
  /** The error of the last payment attempt, if it failed: `declined`. */
  readonly failureCode: string | null;
  readonly billedAt: string | null;
  readonly createdAt: string;
};

/** Ranks events with the same time: a transaction is paid and completed within milliseconds. */
const RANKS = {
  'transaction.billed': RANK.creation,
  'transaction.past_due': RANK.update,
  'transaction.payment_failed': RANK.update,
  'transaction.paid': RANK.update,
  'transaction.canceled': RANK.end,
  'transaction.completed': RANK.end,
  'transaction.revised': RANK.end + 1,
} as const;

/** Keeps `payments` up to date with Paddle: which succeeded, which failed and why. */
export const transactionProgress = saga((events$) =>
  events$.pipe(
    isOfType(PaddleEvent),
    isPaddleEventOfType(
      'transaction.billed',
      'transaction.past_due',
      'transaction.payment_failed',
      'transaction.paid',
      'transaction.completed',
      'transaction.revised',
      'transaction.canceled',
    ),
    map((event) => new SyncPaddleTransaction(event.event.data, asOfEvent(event, RANKS[event.event.event_type]))),
  ),
);

export class SyncPaddleTransaction extends Command {
  static readonly type = 'SyncPaddleTransaction';
  readonly transaction: Transaction;
  readonly asOf: AsOf;

  constructor(transaction: Transaction, asOf: AsOf) {
    super();
    this.transaction = transaction;
    this.asOf = asOf;
  }
}

export const syncPaddleTransaction = recordHandler(SyncPaddleTransaction, ({ transaction, asOf }, records) => {
  const change = newest(asOf, () => recordOf(transaction));
  records.update('payments', recordIdOf('paddle', transaction.id), change);
});

function recordOf(transaction: Transaction): PaddlePaymentRecord {
  const [attempt] = listIn(transaction.payments).toSorted(
    (a, b) => Date.parse(b.created_at) - Date.parse(a.created_at),
  );
  const total = Number(transaction.details?.totals?.grand_total ?? Number.NaN);
  const orderId: unknown = transaction.custom_data?.['order_id'];
  return {
    provider: 'paddle',
    id: transaction.id,
    status: transaction.status,
    amount: Number.isSafeInteger(total) ? total : null,
    currency: transaction.currency_code,
    customer: transaction.customer_id ?? null,
    subscription: transaction.subscription_id ?? null,
    invoiceNumber: transaction.invoice_number ?? null,
    orderId: typeof orderId === 'string' ? orderId : null,
    failureCode: attempt?.error_code ?? null,
    billedAt: transaction.billed_at ?? null,
    createdAt: transaction.created_at,
  };
}
