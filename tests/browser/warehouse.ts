import { existsSync } from 'node:fs';
import { concat, exhaustMap, map, takeUntil, tap, timer } from 'rxjs';
import { days, hours } from '../../functions/src/core/durable/durations.ts';
import { durableSaga } from '../../functions/src/core/durable/durable-saga.ts';
import { from, ofFact } from '../../functions/src/core/durable/fact-sources.ts';
import { Command, commandHandler } from '../../functions/src/core/logic/command.ts';
import { RetryLater } from '../../functions/src/core/logic/retry-later.ts';
import { isOfType, saga } from '../../functions/src/core/logic/saga.ts';
import { isStripeSnapshotOfType, StripeEvent } from '../../functions/src/integrations/stripe/event.ts';

/** Business logic as a user writes it, which the browser tests put among the shipped one. A file makes it fail, or wait. */
export const stopShipping = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeSnapshotOfType('customer.subscription.deleted'),
    map(({ event }) => new TellWarehouse(event.data.object.id)),
  ),
);

export class TellWarehouse extends Command {
  static readonly type = 'TellWarehouse';
  readonly subscription: string;

  constructor(subscription: string) {
    super();
    this.subscription = subscription;
  }
}

export const tellWarehouse = commandHandler(
  TellWarehouse,
  ({ subscription }, { records, log }) => {
    if (isThere('warehouse-closed')) {
      log.error('Nobody opened the gate.', { gate: 3 });
      throw new Error('The warehouse is closed.');
    }
    if (isThere('warehouse-busy')) throw new RetryLater({ after: hours(1), reason: 'The warehouse is busy.' });
    records.update('warehouseNotes', subscription, (current) => ({ told: Number(current?.['told'] ?? 0) + 1 }));
  },
  { retryLater: true },
);

/** Holds a parcel back while its invoice is not paid: asks after one and three days, and returns it after seven. */
export const heldParcels = durableSaga(
  {
    unpaid: from(StripeEvent, isStripeSnapshotOfType('invoice.payment_failed'), ({ event }) => ({
      key: event.data.object.id,
      fact: { amountDue: event.data.object.amount_due, currency: event.data.object.currency },
    })),
    paid: from(StripeEvent, isStripeSnapshotOfType('invoice.paid'), ({ event }) => ({
      key: event.data.object.id,
      fact: {},
    })),
  },
  (facts$, { key, clock }) =>
    facts$.pipe(
      tap(() => {
        if (isThere('pipeline-broken')) throw new Error('Parcels cannot be counted.');
      }),
      ofFact('unpaid'),
      exhaustMap(() =>
        concat(
          concat(timer(days(1), clock), timer(days(2), clock)).pipe(map((_, index) => new AskToPay(key, index + 1))),
          timer(days(4), clock).pipe(map(() => new ReturnParcel(key))),
        ),
      ),
      takeUntil(facts$.pipe(ofFact('paid'))),
    ),
);

export class AskToPay extends Command {
  static readonly type = 'AskToPay';
  override readonly key: string;
  readonly invoice: string;

  constructor(invoice: string, count: number) {
    super();
    this.invoice = invoice;
    this.key = String(count);
  }
}

export const askToPay = commandHandler(AskToPay, ({ invoice }, { records }) => {
  if (isThere('warehouse-closed')) throw new Error('The warehouse is closed.');
  records.update('parcels', invoice, (current) => ({ ...current, asked: Number(current?.['asked'] ?? 0) + 1 }));
});

export class ReturnParcel extends Command {
  static readonly type = 'ReturnParcel';
  readonly invoice: string;

  constructor(invoice: string) {
    super();
    this.invoice = invoice;
  }
}

export const returnParcel = commandHandler(ReturnParcel, ({ invoice }, { records }) => {
  records.update('parcels', invoice, (current) => ({ ...current, returned: true }));
});

function isThere(flag: string): boolean {
  return existsSync(`${process.env['FAULT_FLAGS']}/${flag}`);
}
