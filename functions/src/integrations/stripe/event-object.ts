import type { IntegrationEvent } from '../../core/event/integration-event.ts';
import { isJsonObject } from '../../core/event/json.ts';
import type { AsOf } from '../../core/logic/newest.ts';
import { asOf } from './as-of.ts';
import { accountOf } from './native.ts';
import { snapshotTypeOf } from './thin-siblings.ts';

/** What snapshot events about one kind of object have in common. */
interface SnapshotAbout<Object> {
  readonly object: 'event';
  readonly type: string;
  readonly livemode: boolean;
  readonly account?: string;
  readonly context?: string;
  readonly data: { readonly object: Object; readonly previous_attributes?: object };
}

/** What thin events about one kind of object have in common. */
interface NotificationAbout<Object> {
  readonly object: 'v2.core.event';
  readonly type: string;
  readonly livemode: boolean;
  readonly context?: { toString(): string };
  readonly changes?: StripeChanges;
  readonly related_object: { readonly id: string };
  fetchRelatedObject(): Promise<Object>;
  fetchEvent(): Promise<{ readonly changes?: StripeChanges }>;
}

/**
 * The values of changed fields, under `before` and `after`.
 * @see https://docs.stripe.com/changelog/endive/2026-09-30/thin-events-for-api-v1-resources-generally-available
 */
export type StripeChanges = Readonly<Record<string, unknown>>;

/** An event of either style about one kind of object: what `isStripeEventOfType('customer.updated')` lets through. */
export type StripeEventAbout<Object> = Pick<
  IntegrationEvent<SnapshotAbout<Object> | NotificationAbout<Object>>,
  'event' | 'envelope'
>;

/** The object that an event of either style is about. */
export interface StripeObject<Object> {
  /** As it was when the event occurred, from a snapshot; as it is now, if it was fetched for a thin event. */
  readonly object: Object;
  /** The former values of the fields that the event reports as changed, if it reports any. */
  readonly previous: Partial<Object> | undefined;
  /** The event's type, as snapshot events have it: `customer.updated`. */
  readonly type: string;
  readonly livemode: boolean;
  /** The connected account; null for your own. */
  readonly account: string | null;
  readonly asOf: AsOf;
  /** RFC 3339, when the event occurred. */
  readonly time: string;
}

/**
 * The object that an event carries, as a snapshot does.
 * @returns undefined for a thin event, whose object has to be fetched: see `objectOf`.
 */
export function objectIn<Object>(about: StripeEventAbout<Object>): StripeObject<Object> | undefined {
  const { event } = about;
  if (event.object !== 'event') return undefined;
  return described(about, event.data.object, event.data.previous_attributes);
}

/** The id of the object that an event of either style is about. */
export function objectIdOf({ event }: StripeEventAbout<{ readonly id: string }>): string {
  return event.object === 'event' ? event.data.object.id : event.related_object.id;
}

/** An object with what its event says about it. @param previous Former values, as the event reports them. */
export function described<Object>(
  about: StripeEventAbout<Object>,
  object: Object,
  previous: unknown,
): StripeObject<Object> {
  const { event, envelope } = about;
  return {
    object,
    previous: isPart<Object>(previous) ? previous : undefined,
    type: snapshotTypeOf(event.type),
    livemode: event.livemode,
    account: accountOf(event) ?? null,
    asOf: asOf(about),
    time: envelope.time,
  };
}

/** Stripe reports former values under the names of the object's own fields. */
function isPart<Object>(value: unknown): value is Partial<Object> {
  return isJsonObject(value);
}
