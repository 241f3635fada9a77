import { eventClass } from './event-class.ts';
import type { InstanceNative } from './instance.ts';

/**
 * What the events of an instance hold, by type. The types of a provider are not ours to know: declare them once, and its
 * operator narrows with them and takes no others.
 * @example
 * declare module '../../core/integration/instance-event.ts' {
 *   interface InstanceEvents {
 *     acme: { 'order.paid': { id: string; total: number } };
 *   }
 * }
 */
export interface InstanceEvents {}

/** The events of an instance by type: those that were declared, or any. */
export type EventsOfInstance<Provider extends string> = Provider extends keyof InstanceEvents
  ? Extract<InstanceEvents[Provider], object>
  : Readonly<Record<string, InstanceNative>>;

/**
 * Makes the event class of one instance: another class than that of any other, so that `isOfType` tells them apart. An
 * event without a type is an `UnknownEvent`, so any other object is an event of the instance.
 * @example
 * export class AcmeEvent extends instanceEvent('acme') {}
 */
export function instanceEvent<const Provider extends string>(provider: Provider) {
  return eventClass<EventsOfInstance<Provider>>(provider, {});
}
