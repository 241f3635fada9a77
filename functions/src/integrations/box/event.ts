import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface Mini<Type extends string> {
  readonly type: Type;
  readonly id: string;
  readonly name?: string;
}

interface User extends Mini<'user'> {
  readonly login?: string;
}

interface Item<Type extends string> extends Mini<Type> {
  readonly etag?: string | null;
  readonly sequence_id?: string | null;
  /** RFC 3339. */
  readonly created_at?: string;
  /** RFC 3339. */
  readonly modified_at?: string;
  readonly owned_by?: User;
  readonly parent?: Mini<'folder'> | null;
  readonly path_collection?: { readonly total_count: number; readonly entries: readonly Mini<'folder'>[] };
  readonly item_status?: 'active' | 'trashed' | 'deleted';
}

export interface BoxFile extends Item<'file'> {
  readonly sha1?: string;
  /** Bytes. */
  readonly size?: number;
  readonly file_version?: { readonly type: 'file_version'; readonly id: string; readonly sha1?: string } | null;
}

interface Comment extends Mini<'comment'> {
  readonly message?: string;
  readonly item?: Mini<'file'>;
}

interface Collaboration extends Mini<'collaboration'> {
  readonly role?: string;
  readonly status?: string;
  readonly accessible_by?: User | null;
  readonly item?: Mini<'file' | 'folder'> | null;
}

interface OfTrigger<Trigger extends string, Source> {
  readonly type: 'webhook_event';
  readonly id: string;
  /** RFC 3339. */
  readonly created_at: string;
  readonly trigger: Trigger;
  readonly webhook: { readonly id: string; readonly type: 'webhook' };
  readonly created_by?: User | null;
  readonly source: Source;
  readonly additional_info?: unknown;
}

interface Triggers {
  readonly FILE: [
    (
      | 'UPLOADED'
      | 'PREVIEWED'
      | 'DOWNLOADED'
      | 'TRASHED'
      | 'DELETED'
      | 'RESTORED'
      | 'COPIED'
      | 'MOVED'
      | 'LOCKED'
      | 'UNLOCKED'
      | 'RENAMED'
    ),
    BoxFile,
  ];
  readonly FOLDER: [
    'CREATED' | 'RENAMED' | 'DOWNLOADED' | 'RESTORED' | 'DELETED' | 'COPIED' | 'MOVED' | 'TRASHED',
    Item<'folder'>,
  ];
  readonly COMMENT: ['CREATED' | 'UPDATED' | 'DELETED', Comment];
  readonly COLLABORATION: ['CREATED' | 'ACCEPTED' | 'REJECTED' | 'REMOVED' | 'UPDATED', Collaboration];
  /** The source is the signed file. */
  readonly SIGN_REQUEST: ['COMPLETED' | 'DECLINED' | 'EXPIRED' | 'SIGNER_EMAIL_BOUNCED', BoxFile];
}

type OfObject<Name extends keyof Triggers> = {
  readonly [Happening in Triggers[Name][0] as `${Name}.${Happening}`]: OfTrigger<
    `${Name}.${Happening}`,
    Triggers[Name][1]
  >;
};

/** What Box sends, by trigger. @see https://developer.box.com/reference/resources/webhook/#param-triggers */
export type BoxEvents = OfObject<'FILE'> &
  OfObject<'FOLDER'> &
  OfObject<'COMMENT'> &
  OfObject<'COLLABORATION'> &
  OfObject<'SIGN_REQUEST'>;
export type BoxEventType = keyof BoxEvents;
export type BoxNative = BoxEvents[BoxEventType];
export type BoxEventOfType<Type extends BoxEventType> = EventOf<BoxEvents, Type>;

export const places: EventPlaces<BoxNative> = {
  id: '/id',
  type: '/trigger',
  time: '/created_at',
  subject: '/source/id',
  source: ['//box.com/webhooks/{/webhook/id}', '//box.com'],
};

/**
 * A Box event on the platform.
 * @see https://developer.box.com/guides/webhooks/v2/
 */
export class BoxEvent extends /* @__PURE__ */ eventClass<BoxEvents>('box', places) {}

/**
 * Lets through Box events of the given triggers.
 * @example
 * events$.pipe(
 *   isOfType(BoxEvent),
 *   isBoxEventOfType('FILE.UPLOADED'),
 *   map(({ event }) => new ReadInvoice(event.source.id)),
 * )
 */
export const isBoxEventOfType = /* @__PURE__ */ ofTypes(BoxEvent);
