import { concat, filter, map, merge, mergeMap, of, take, takeUntil, timer } from 'rxjs';
import { type Command, days, ofFact, type Pipeline } from 'integration-service';
import { ReinstateAccount, RemindOfPayment, type UnpaidBill } from './dunning-commands.ts';

/** Days after the first failed payment on which the customer is reminded. */
const REMINDERS = [1, 3, 7] as const;
/** The day on which the account is suspended. */
const SUSPENSION = 10;

/** How a bill was settled. One that was written off (`uncollectible`) is still owed. */
export interface Settlement {
  readonly outcome: 'paid' | 'void' | 'uncollectible';
}

/** What the events of one bill say. */
type BillFact =
  | { readonly name: 'paymentFailed'; readonly data: UnpaidBill }
  | { readonly name: 'settled'; readonly data: Settlement };

/**
 * Collects one unpaid bill: a failed payment is followed by reminders on days 1, 3 and 7, and by the suspension of the account
 * on day 10, unless the bill is settled before. An account that was suspended is reinstated once the bill is paid or void.
 *
 * A payment that arrives before its failure ends the instance as well: the order of events does not matter.
 * @param Suspend The provider's own command: only the provider knows whether the bill is still owed.
 */
export function collectBill(Suspend: new (bill: UnpaidBill) => Command): Pipeline<BillFact> {
  return (facts$, { clock, history$ }) => {
    const settled$ = history$.pipe(ofFact('settled'));
    const acquitted$ = settled$.pipe(filter(({ outcome }) => outcome !== 'uncollectible'));
    return facts$.pipe(
      ofFact('paymentFailed'),
      takeUntil(settled$),
      take(1),
      mergeMap((bill) => {
        const reminders = REMINDERS.map((day, index) =>
          timer(days(day), clock).pipe(map(() => new RemindOfPayment(bill, index + 1))),
        );
        const reinstatement$ = acquitted$.pipe(
          take(1),
          map(() => new ReinstateAccount(bill)),
        );
        const suspension$ = timer(days(SUSPENSION), clock).pipe(
          takeUntil(settled$),
          mergeMap(() => concat(of(new Suspend(bill)), reinstatement$)),
        );
        return merge(merge(...reminders).pipe(takeUntil(settled$)), suspension$);
      }),
    );
  };
}
