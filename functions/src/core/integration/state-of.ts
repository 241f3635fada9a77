import { filter, merge, type OperatorFunction } from 'rxjs';
import type { IntegrationEvent } from '../event/integration-event.ts';
import { StateEvent } from '../event/state-event.ts';

/**
 * Makes the operator that lets through the states of a provider's objects, by their kinds. No event of the provider passes it,
 * and no other operator lets a state through.
 * @example
 * export const isAcmeStateOf = ofKinds<{ order: AcmeOrder }>('acme');
 */
export function ofKinds<States extends object>(provider: string) {
  return <const Kind extends keyof States & string>(
    ...kinds: readonly [Kind, ...Kind[]]
  ): OperatorFunction<IntegrationEvent, StateEvent<States[Kind]>> => {
    const wanted: ReadonlySet<string> = new Set(kinds);
    return filter(
      (event): event is StateEvent<States[Kind]> =>
        event instanceof StateEvent && event.envelope.provider === provider && wanted.has(event.kind),
    );
  };
}

/**
 * Lets through what either of two operators lets through: events of a provider, and the states that its API lists for those
 * that were missed.
 * @example
 * events$.pipe(
 *   eventOrState(pipe(isOfType(ShopifyEvent), isShopifyEventOfType('orders/paid')), isShopifyStateOf('order')),
 *   mergeMap((event) => …),  // event.event is a ShopifyOrder either way
 * )
 */
export function eventOrState<Event extends IntegrationEvent, State extends StateEvent>(
  events: OperatorFunction<IntegrationEvent, Event>,
  states: OperatorFunction<IntegrationEvent, State>,
): OperatorFunction<IntegrationEvent, Event | State> {
  // A saga's stream holds one event, so both may read it; sharing it would cost each consumer 2 kB.
  return (events$) => merge(events$.pipe(events), events$.pipe(states));
}
