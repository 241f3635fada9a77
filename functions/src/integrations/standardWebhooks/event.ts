import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { isStandardWebhooksEvent, type StandardWebhooksNative } from './native.ts';

export type { StandardWebhooksNative };

/**
 * What `data` is, by event type. The sender's types are not ours to know: declare them once, and the operator
 * below narrows with them.
 * @example
 * declare module '../../integrations/standardWebhooks/event.ts' {
 *   interface StandardWebhooksData {
 *     'contact.created': { id: string; email: string };
 *   }
 * }
 */
export interface StandardWebhooksData {}

/** The payload of an event of this type. */
export type StandardWebhooksPayload<Type extends string> = Type extends keyof StandardWebhooksData
  ? StandardWebhooksNative & { readonly type: Type; readonly data: StandardWebhooksData[Type] }
  : StandardWebhooksNative & { readonly type: Type };

/**
 * An event by Standard Webhooks on the platform.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure
 */
export class StandardWebhooksEvent<
  Native extends StandardWebhooksNative = StandardWebhooksNative,
> extends IntegrationEvent<Native> {
  /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
  static revive(envelope: PlatformEvent): StandardWebhooksEvent {
    if (!isStandardWebhooksEvent(envelope.data)) throw notRevivable('standardWebhooks');
    return new StandardWebhooksEvent(envelope.data, envelope);
  }
}

/** The events of these types: `event.data` is what {@link StandardWebhooksData} declares. */
export type StandardWebhooksEventOfType<Type extends string> = StandardWebhooksEvent<StandardWebhooksPayload<Type>>;

/**
 * Lets through events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(StandardWebhooksEvent),
 *   isStandardWebhooksEventOfType('contact.created'),
 *   map(({ event }) => new Welcome(event.data.email)),
 * )
 */
export function isStandardWebhooksEventOfType<const Type extends string>(
  ...types: readonly [Type, ...Type[]]
): OperatorFunction<StandardWebhooksEvent, StandardWebhooksEventOfType<Type>> {
  const wanted: ReadonlySet<string | undefined> = new Set(types);
  return filter((event): event is StandardWebhooksEventOfType<Type> => wanted.has(event.event.type));
}
