import { concat, map, mergeMap, of, take, takeUntil, timer } from 'rxjs';
import { days, ofFact, type Pipeline } from 'integration-service';
import { EscalateShipment, SettleEscalation } from './fulfilment-commands.ts';
import type { OrderStep } from './order-steps.ts';

/** Days after payment until an order has to be on its way. */
const SHIPPED_WITHIN = 5;

type LateStep = 'paid' | 'shipped' | 'calledOff';

/** What the events of one order say. */
type OrderFact = { readonly [Step in LateStep]: { readonly name: Step; readonly data: OrderStep[Step] } }[LateStep];

/**
 * Escalates an order that was paid and not shipped within five days; the escalation is settled once the order is shipped or
 * called off.
 */
export const escalateIfLate: Pipeline<OrderFact> = (facts$, { clock, history$ }) => {
  const over$ = history$.pipe(ofFact('shipped', 'calledOff'));
  return facts$.pipe(
    ofFact('paid'),
    takeUntil(over$),
    take(1),
    mergeMap((order) => {
      const settlement$ = over$.pipe(
        take(1),
        map(({ time }) => new SettleEscalation(order, time)),
      );
      return timer(days(SHIPPED_WITHIN), clock).pipe(
        takeUntil(over$),
        mergeMap(() => concat(of(new EscalateShipment(order)), settlement$)),
      );
    }),
  );
};
