import { anyOf, commandHandler, durableSaga, from, type Context, type Kept } from 'integration-service';
import { isPaddleEventOfType, PaddleEvent, type PaddleEventOfType } from 'integration-service/paddle';
import { paddleClient } from 'integration-service/paddle/client';
import { BillCommand, suspendIfOwed, type UnpaidBill } from '../shared/dunning-commands.ts';
import { collectBill, type Settlement } from '../shared/dunning.ts';
import { recordIdOf } from '../shared/record-id.ts';

export class SuspendPaddleAccount extends BillCommand {
  static readonly type = 'SuspendPaddleAccount';
}

/** Collects unpaid transactions of Paddle: reminders, then the suspension of the account. One instance for each transaction. */
export const paddleDunning = durableSaga(
  {
    paymentFailed: from(PaddleEvent, isPaddleEventOfType('transaction.payment_failed', 'transaction.past_due'), unpaid),
    settled: anyOf(
      from(PaddleEvent, isPaddleEventOfType('transaction.paid', 'transaction.completed'), ({ event }) =>
        settled(event.data.id, 'paid'),
      ),
      from(PaddleEvent, isPaddleEventOfType('transaction.canceled'), ({ event }) => settled(event.data.id, 'void')),
    ),
  },
  collectBill(SuspendPaddleAccount),
);

/** Asks Paddle first: a payment may be on its way to us. */
export const suspendPaddleAccount = commandHandler(SuspendPaddleAccount, ({ bill }, context) =>
  suspendIfOwed(bill, context, isOwed),
);

async function isOwed({ id }: UnpaidBill, context: Context): Promise<boolean> {
  const status = await statusOf(id, context);
  return status !== undefined && status !== 'paid' && status !== 'completed' && status !== 'canceled';
}

/** The status of a transaction at Paddle; undefined if Paddle does not know the transaction. */
async function statusOf(transaction: string, context: Context): Promise<string | undefined> {
  const paddle = await context.use(paddleClient);
  try {
    return (await paddle.transactions.get(transaction)).status;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'not_found') return undefined;
    throw error;
  }
}

function unpaid({
  event,
  envelope,
}: PaddleEventOfType<'transaction.payment_failed' | 'transaction.past_due'>): Kept<UnpaidBill> {
  const transaction = event.data;
  return {
    key: recordIdOf('paddle', transaction.id),
    fact: {
      provider: 'paddle',
      id: transaction.id,
      account: null,
      customer: transaction.customer_id ?? null,
      subscription: transaction.subscription_id ?? null,
      livemode: null,
      failedAt: envelope.time,
    },
  };
}

function settled(id: string, outcome: Settlement['outcome']): Kept<Settlement> {
  return { key: recordIdOf('paddle', id), fact: { outcome } };
}
