import { filter, type OperatorFunction } from 'rxjs';
import { eventClass, type EventOf } from '../../core/integration/event-class.ts';
import { UNTYPED, type EventPlaces } from '../../core/integration/places.ts';

/**
 * The payload that the specification recommends but does not require, so every part may be absent.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure
 */
export interface StandardWebhooksNative {
  /** Dot-separated: `contact.created`. */
  readonly type?: string;
  /** When the event occurred, in RFC 3339. */
  readonly timestamp?: string;
  readonly data?: unknown;
  readonly [field: string]: unknown;
}

/**
 * The type of `data`, by event type. This package cannot know the sender's types: declare them once, and the operator
 * below narrows to them.
 * @example
 * declare module '../../integrations/standardWebhooks/event.ts' {
 *   interface StandardWebhooksData {
 *     'contact.created': { id: string; email: string };
 *   }
 * }
 */
export interface StandardWebhooksData {}

/** The payload of an event of this type. An event is `untyped` if its sender does not name a type. */
export type StandardWebhooksPayload<Type extends string> = Type extends typeof UNTYPED
  ? StandardWebhooksNative
  : Type extends keyof StandardWebhooksData
    ? StandardWebhooksNative & { readonly type: Type; readonly data: StandardWebhooksData[Type] }
    : StandardWebhooksNative & { readonly type: Type };

type StandardWebhooksEvents = Readonly<Record<string, StandardWebhooksNative>>;

export const places: EventPlaces<StandardWebhooksNative> = {
  id: 'signed',
  type: ({ type }) => type || UNTYPED,
  time: ['/timestamp', 'signed'],
  subject: '/data/id',
  related: ['/data/email'],
  // The payload does not name the sender.
  source: '//standardwebhooks.com',
  needs: { '/type': 'text, if any', '/timestamp': 'text, if any' },
};

/**
 * A Standard Webhooks event on the platform.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure
 */
export class StandardWebhooksEvent
  extends /* @__PURE__ */ eventClass<StandardWebhooksEvents>('standardWebhooks', places) {}

/** The events of these types, with `event.data` as {@link StandardWebhooksData} declares it. */
export type StandardWebhooksEventOfType<Type extends string> = EventOf<
  { readonly [One in Type]: StandardWebhooksPayload<One> },
  Type
>;

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
  const wanted: ReadonlySet<string> = new Set(types);
  return filter((event): event is StandardWebhooksEventOfType<Type> => wanted.has(event.envelope.eventtype));
}
