import { mergeMap } from 'rxjs';
import {
  type AsOf,
  asOfEvent,
  Command,
  isOfType,
  isText,
  newest,
  RANK,
  recordHandler,
  saga,
} from 'integration-service';
import { isZoomEventOfType, ZoomEvent } from 'integration-service/zoom';
import { textOrNull } from '../shared/fields.ts';
import { recordIdOf } from '../shared/record-id.ts';
import { utcOf } from '../shared/times.ts';

/** One occurrence of a meeting or a webinar, in the collection `meetings`. */
export type MeetingRecord = {
  readonly kind: 'meeting' | 'webinar';
  /** The number that people dial in with, which recurring meetings share. */
  readonly meetingId: string | null;
  readonly topic: string | null;
  /** Zoom's id of the host. */
  readonly host: string | null;
  readonly inProgress: boolean;
  /** RFC 3339. */
  readonly startedAt: string | null;
  /** RFC 3339; null while it is in progress. */
  readonly endedAt: string | null;
};

/** Keeps the record of a meeting up to date. */
export class UpdateMeeting extends Command {
  static readonly type = 'UpdateMeeting';
  readonly uuid: string;
  readonly meeting: MeetingRecord;
  readonly asOf: AsOf;

  constructor(uuid: string, meeting: MeetingRecord, asOf: AsOf) {
    super();
    this.uuid = uuid;
    this.meeting = meeting;
    this.asOf = asOf;
  }
}

export const updateMeeting = recordHandler(UpdateMeeting, ({ uuid, meeting, asOf }, records) => {
  records.update(
    'meetings',
    recordIdOf('zoom', uuid),
    newest(asOf, () => meeting),
  );
});

/** Keeps `meetings` up to date with Zoom: what is in progress, and when it ended. */
export const meetings = saga((events$) =>
  events$.pipe(
    isOfType(ZoomEvent),
    isZoomEventOfType('meeting.started', 'meeting.ended', 'webinar.started', 'webinar.ended'),
    mergeMap((event) => {
      const { object } = event.event.payload;
      if (!isText(object?.uuid)) return [];
      const { eventtype, time } = event.envelope;
      const inProgress = eventtype.endsWith('.started');
      const meeting: MeetingRecord = {
        kind: eventtype.startsWith('webinar') ? 'webinar' : 'meeting',
        meetingId: isText(object.id) || typeof object.id === 'number' ? String(object.id) : null,
        topic: textOrNull(object.topic),
        host: textOrNull(object.host_id),
        inProgress,
        startedAt: utcOf(object.start_time) ?? (inProgress ? time : null),
        endedAt: inProgress ? null : (utcOf(object.end_time) ?? time),
      };
      return [new UpdateMeeting(object.uuid, meeting, asOfEvent(event, inProgress ? RANK.creation : RANK.end))];
    }),
  ),
);
