import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface Common<Type extends string> {
  readonly app?: 'monday';
  readonly type: Type;
  /** RFC 3339. */
  readonly triggerTime: string;
  readonly triggerUuid: string;
  readonly originalTriggerUuid?: string | null;
  readonly subscriptionId?: number;
  readonly userId?: number;
  readonly boardId?: number;
}

/** A pulse is an item of a board. */
export interface MondayItem {
  readonly pulseId: number;
  readonly pulseName?: string;
  readonly groupId?: string;
}

export interface ColumnChange extends MondayItem {
  readonly columnId: string;
  /** `color` is a column of statuses. */
  readonly columnType: string;
  readonly columnTitle?: string;
  readonly value?: unknown;
  readonly previousValue?: unknown;
  /** Unix time in seconds, with a fraction. */
  readonly changedAt?: number;
}

interface Update {
  readonly pulseId: number;
  readonly updateId: number;
  readonly body?: string;
  readonly textBody?: string;
}

type Item =
  | 'create_pulse'
  | 'delete_pulse'
  | 'archive_pulse'
  | 'restore_pulse'
  | 'update_name'
  | 'move_pulse_into_group';

type OfType<Type extends string, Fields> = { readonly event: Common<Type> & Fields };

/** What monday sends, by type. */
export type MondayEvents = { readonly [Type in Item]: OfType<Type, MondayItem> } & {
  readonly update_column_value: OfType<'update_column_value', ColumnChange>;
} & { readonly [Type in 'create_update' | 'edit_update' | 'delete_update']: OfType<Type, Update> };
export type MondayEventType = keyof MondayEvents;
export type MondayNative = MondayEvents[MondayEventType];
export type MondayEventOfType<Type extends MondayEventType> = EventOf<MondayEvents, Type>;

export const places: EventPlaces<MondayNative> = {
  id: ['/event/triggerUuid', 'digest'],
  type: '/event/type',
  time: ['/event/triggerTime', 'arrival'],
  subject: '/event/pulseId',
  source: ['//monday.com/boards/{/event/boardId}', '//monday.com'],
};

/**
 * A monday event on the platform. Its body is not signed: the token proves only who sent the request.
 * @see https://developer.monday.com/api-reference/reference/webhooks
 */
export class MondayEvent extends /* @__PURE__ */ eventClass<MondayEvents>('monday', places) {}

/**
 * Lets through monday events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(MondayEvent),
 *   isMondayEventOfType('create_pulse'),
 *   map(({ event }) => new AnnounceItem(event.event.pulseName)),
 * )
 */
export const isMondayEventOfType = /* @__PURE__ */ ofTypes(MondayEvent);
