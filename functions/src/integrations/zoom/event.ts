import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface Meeting {
  /** The meeting's number, which recurring meetings share. */
  readonly id: number | string;
  /** One occurrence of the meeting. */
  readonly uuid: string;
  readonly host_id?: string;
  readonly topic?: string;
  readonly type?: number;
  /** RFC 3339. */
  readonly start_time?: string;
  /** RFC 3339; empty until the meeting has ended. */
  readonly end_time?: string;
  readonly timezone?: string;
  /** Minutes, as planned. */
  readonly duration?: number;
}

interface WithParticipant extends Meeting {
  readonly participant: {
    readonly user_id?: string;
    readonly user_name?: string;
    readonly id?: string;
    readonly participant_uuid?: string;
    readonly email?: string;
    readonly join_time?: string;
    readonly leave_time?: string;
    readonly leave_reason?: string;
  };
}

interface Recording extends Meeting {
  readonly share_url?: string;
  readonly total_size?: number;
  readonly recording_count?: number;
  readonly recording_files?: readonly {
    readonly id: string;
    readonly file_type?: string;
    readonly file_size?: number;
    readonly status?: string;
    readonly recording_type?: string;
    readonly recording_start?: string;
    readonly recording_end?: string;
    /** Needs the event's `download_token`, or an OAuth token. */
    readonly download_url?: string;
  }[];
}

interface User {
  readonly id: string;
  readonly uuid?: undefined;
  readonly email?: string;
  readonly first_name?: string;
  readonly last_name?: string;
  readonly type?: number;
}

interface OfType<Type extends string, Thing> {
  readonly event: Type;
  /** Unix time in milliseconds. */
  readonly event_ts: number;
  readonly payload: {
    readonly account_id: string;
    readonly operator?: string;
    readonly operator_id?: string;
    readonly object: Thing;
  };
  /** Valid for 24 hours. Only recordings and transcripts have one. */
  readonly download_token?: string;
}

/**
 * The events that most apps use, by type. Zoom has hundreds; declare others to use them:
 * `declare module '…/integrations/zoom/event.ts' { interface ZoomEvents { … } }`.
 */
export interface ZoomEvents {
  readonly 'meeting.created': OfType<'meeting.created', Meeting>;
  readonly 'meeting.updated': OfType<'meeting.updated', Meeting>;
  readonly 'meeting.deleted': OfType<'meeting.deleted', Meeting>;
  readonly 'meeting.started': OfType<'meeting.started', Meeting>;
  readonly 'meeting.ended': OfType<'meeting.ended', Meeting>;
  readonly 'meeting.participant_joined': OfType<'meeting.participant_joined', WithParticipant>;
  readonly 'meeting.participant_left': OfType<'meeting.participant_left', WithParticipant>;
  readonly 'webinar.started': OfType<'webinar.started', Meeting>;
  readonly 'webinar.ended': OfType<'webinar.ended', Meeting>;
  readonly 'recording.completed': OfType<'recording.completed', Recording>;
  readonly 'recording.transcript_completed': OfType<'recording.transcript_completed', Recording>;
  readonly 'user.created': OfType<'user.created', User>;
  readonly 'user.deactivated': OfType<'user.deactivated', User>;
  readonly 'user.deleted': OfType<'user.deleted', User>;
}
export type ZoomEventType = keyof ZoomEvents;
export type ZoomNative = ZoomEvents[ZoomEventType];
export type ZoomEventOfType<Type extends ZoomEventType> = EventOf<ZoomEvents, Type>;

export const places: EventPlaces<ZoomNative> = {
  // Events have no id, and two participants can join within one millisecond.
  type: '/event',
  time: '/event_ts',
  subject: ['/payload/object/uuid', '/payload/object/id'],
  source: '//zoom.us/accounts/{/payload/account_id}',
  needs: { '/payload': 'object' },
};

/**
 * A Zoom event on the platform.
 * @see https://developers.zoom.us/docs/api/meetings/events/
 */
export class ZoomEvent extends /* @__PURE__ */ eventClass<ZoomEvents>('zoom', places) {}

/**
 * Lets through Zoom events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(ZoomEvent),
 *   isZoomEventOfType('recording.completed'),
 *   map(({ event }) => new SaveRecording(event.payload.object.uuid, event.payload.object.recording_files)),
 * )
 */
export const isZoomEventOfType = /* @__PURE__ */ ofTypes(ZoomEvent);
