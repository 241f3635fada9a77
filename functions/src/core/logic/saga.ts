import type { Observable } from 'rxjs';
import { filter, type OperatorFunction } from 'rxjs';
import type { IntegrationEvent } from '../event/integration-event.ts';
import type { Command } from './command.ts';

/**
 * Business logic: events in, commands out. It runs on every delivery of an event, retries included, with a new stream of
 * that one event, before the event is claimed. It must be pure and complete within 10 seconds: it must not call services,
 * wait for other events or keep state between events, which belongs in records.
 *
 * An error counts as one failed attempt and does not stop other sagas. The event is retried, or becomes a dead letter at
 * once if the error is a `PermanentError`.
 */
export type Saga = (events$: Observable<IntegrationEvent>) => Observable<Command>;

export interface ConsumerOptions {
  /** Runs in its own consumer function, with its own retries and its own scaling. */
  readonly isolated?: boolean;
  /**
   * The native types that `npx integrations connect` asks the provider for, if they cannot be read from the code. It filters
   * nothing.
   */
  readonly types?: readonly string[];
}

export interface SagaDefinition extends ConsumerOptions {
  readonly run: Saga;
}

/**
 * Declares a saga; the generator finds it by this call and names it after the exported constant.
 * @example
 * export const endSubscription = saga((events$) =>
 *   events$.pipe(
 *     isOfType(StripeEvent),
 *     isStripeEventOfType('customer.subscription.deleted'),
 *     map(({ event }) => new EndSubscription(event.data.object)),
 *   ),
 * );
 */
export function saga(run: Saga, options: ConsumerOptions = {}): SagaDefinition {
  return { run, ...options };
}

/** Lets through the events of one class, typed as it. */
export function isOfType<Event>(type: abstract new (...args: never[]) => Event): OperatorFunction<unknown, Event> {
  return filter((event): event is Event => event instanceof type);
}
