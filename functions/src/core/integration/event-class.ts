import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../event/integration-event.ts';
import type { PlatformEvent } from '../event/platform-event.ts';
import { guardOf } from './guard.ts';
import { relatedIn } from './related.ts';
import type { EventPlaces } from './places.ts';

/** The native events of a provider, by type: `{ 'invoice.paid': InvoicePaidEvent }`. */
export type EventsByType = object;

/** Any of a provider's native events. */
export type NativeIn<Events extends EventsByType> = Events[keyof Events];

/**
 * The events of a union, by the field that tells them apart: `EventsBy<Stripe.Event, 'type'>`. A member that stands for
 * several types is narrowed to each of them.
 */
export type EventsBy<Union, Field extends keyof Union> = {
  readonly [Type in Union[Field] & string]: MemberOfType<Union, Field, Type>;
};

type MemberOfType<Union, Field extends keyof Union, Type> = Union extends unknown
  ? Type extends Union[Field]
    ? Union[Field] extends Type
      ? Union
      : Union & { readonly [Name in Field]: Type }
    : never
  : never;

/** The events of these types: `event` is narrowed to what they carry. */
export type EventOf<Events extends EventsByType, Type extends keyof Events> = IntegrationEvent<Events[Type]>;

/** A class of events that knows their types, which {@link ofTypes} takes from it. */
interface TypedEventClass<Events extends EventsByType> {
  new (event: NoInfer<NativeIn<Events>>, envelope: PlatformEvent): IntegrationEvent<NativeIn<Events>>;
  /** Carries the types; nothing at run time. */
  readonly events?: Events;
}

/**
 * Makes the event class of a provider.
 * @example
 * export class AcmeEvent extends eventClass<AcmeEvents>('acme', places) {}
 */
export function eventClass<Events extends EventsByType>(provider: string, places: EventPlaces<NativeIn<Events>>) {
  type Native = NativeIn<Events>;
  const isNative = guardOf<Native>(places);
  return class extends IntegrationEvent<Native> {
    declare static readonly events?: Events;

    /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
    static revive<Event>(
      this: new (event: NoInfer<Native>, envelope: PlatformEvent) => Event,
      envelope: PlatformEvent,
    ): Event {
      const { data } = envelope;
      if (!isNative(data)) throw notRevivable(provider);
      return new this(data, envelope);
    }

    override related(): readonly unknown[] {
      return relatedIn(places, this.event);
    }
  };
}

/**
 * Makes the operator that lets through a provider's events of given types.
 * @param isOf For types that stand for several: `Issue` for `Issue.create` and `Issue.update`. Default: the type in the
 * envelope is one of the wanted.
 * @example
 * export const isAcmeEventOfType = ofTypes(AcmeEvent);
 * events$.pipe(isOfType(AcmeEvent), isAcmeEventOfType('order.paid'), map(({ event }) => new Ship(event.data.id)))
 */
export function ofTypes<Events extends EventsByType>(
  type: TypedEventClass<Events>,
  isOf: (event: IntegrationEvent<NativeIn<Events>>, wanted: ReadonlySet<string>) => boolean = ({ envelope }, wanted) =>
    wanted.has(envelope.eventtype),
) {
  return <const Type extends keyof Events & string>(
    ...types: readonly [Type, ...Type[]]
  ): OperatorFunction<IntegrationEvent<NativeIn<Events>>, EventOf<Events, Type>> => {
    const wanted: ReadonlySet<string> = new Set(types);
    return filter(
      (event): event is IntegrationEvent<NativeIn<Events>> & EventOf<Events, Type> =>
        event instanceof type && isOf(event, wanted),
    );
  };
}
