import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../event/integration-event.ts';
import { isJsonObject } from '../event/json.ts';
import type { PlatformEvent } from '../event/platform-event.ts';

/** What a provider sends that is described instead of programmed: an object of which nothing is known. */
export type GenericNative = Readonly<Record<string, unknown>>;

/**
 * What the events of an instance hold, by type. The types of a provider are not ours to know: declare them
 * once, and its operator narrows with them and takes no others.
 * @example
 * declare module '../../core/generic/event.ts' {
 *   interface InstanceEvents {
 *     acme: { 'order.paid': { id: string; total: number } };
 *   }
 * }
 */
export interface InstanceEvents {}

/** The types of an instance's events: those that were declared, or any. */
export type GenericEventType<Provider extends string> = Provider extends keyof InstanceEvents
  ? keyof InstanceEvents[Provider] & string
  : string;

/** What an instance's event of one type holds. */
export type GenericNativeOf<Provider extends string, Type extends string> = Provider extends keyof InstanceEvents
  ? Type extends keyof InstanceEvents[Provider]
    ? Extract<InstanceEvents[Provider][Type], object>
    : GenericNative
  : GenericNative;

/** An event of an instance on the platform. Its type is that of its envelope: it may have stood in a header. */
export class GenericEvent<
  Provider extends string = string,
  Native extends object = GenericNative,
> extends IntegrationEvent<Native> {
  readonly provider: Provider;

  constructor(provider: Provider, event: Native, envelope: PlatformEvent) {
    super(event, envelope);
    this.provider = provider;
  }
}

/**
 * Makes the event class of one instance: another class than that of any other, so that `isOfType` tells them apart.
 * @example
 * export class AcmeEvent extends genericEvent('acme') {}
 */
export function genericEvent<const Provider extends string>(provider: Provider) {
  return class InstanceEvent extends GenericEvent<Provider> {
    constructor(event: GenericNative, envelope: PlatformEvent) {
      super(provider, event, envelope);
    }

    /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
    static revive<Event>(
      this: new (event: GenericNative, envelope: PlatformEvent) => Event,
      envelope: PlatformEvent,
    ): Event {
      if (!isJsonObject(envelope.data)) throw notRevivable(provider);
      return new this(envelope.data, envelope);
    }
  };
}

/**
 * Makes the operator that lets through an instance's events of given types.
 * @example
 * export const isAcmeEventOfType = genericEventOfType('acme');
 * events$.pipe(isOfType(AcmeEvent), isAcmeEventOfType('order.paid'), map(({ event }) => new Ship(event.id)))
 */
export function genericEventOfType<const Provider extends string>(provider: Provider) {
  return <const Type extends GenericEventType<Provider>>(
    ...types: readonly [Type, ...Type[]]
  ): OperatorFunction<GenericEvent<Provider>, GenericEvent<Provider, GenericNativeOf<Provider, Type>>> => {
    const wanted: ReadonlySet<string> = new Set(types);
    return filter(
      (event): event is GenericEvent<Provider, GenericNativeOf<Provider, Type>> =>
        event.provider === provider && wanted.has(event.envelope.eventtype),
    );
  };
}
