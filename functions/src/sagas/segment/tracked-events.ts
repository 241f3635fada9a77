import { createHash } from 'node:crypto';
import { map } from 'rxjs';
import { Command, increment, isOfType, recordHandler, saga } from 'integration-service';
import { isSegmentEventOfType, SegmentEvent } from 'integration-service/segment';

/** How often an event was tracked on one day, in `trackedEvents/{day}:{event}`. */
export type TrackedEventsRecord = {
  /** As it was tracked: `Order Completed`. */
  readonly event: string;
  /** In UTC, when the events occurred: `2026-11-23`. */
  readonly day: string;
  readonly count: number;
};

/** Counts tracked events per day. */
export const trackedEvents = saga((events$) =>
  events$.pipe(
    isOfType(SegmentEvent),
    isSegmentEventOfType('track'),
    map(({ event, envelope }) => new CountTrackedEvent(event.event.toWellFormed(), envelope.time.slice(0, 10))),
  ),
);

/** One more of an event on a day. */
export class CountTrackedEvent extends Command {
  static readonly type = 'CountTrackedEvent';
  readonly event: string;
  readonly day: string;

  constructor(event: string, day: string) {
    super();
    this.event = event;
    this.day = day;
  }
}

/**
 * The count and the note that this event is counted are one transaction: repeats do not count twice. No guard
 * against late events is wanted, since each counts for the day on which it occurred.
 */
export const countTrackedEvent = recordHandler(CountTrackedEvent, ({ event, day }, records) => {
  records.update('trackedEvents', `${day}:${nameOf(event)}`, increment({ count: 1 }, { event, day }));
});

/** The longest id of a record is 1,400 bytes, with the day; names of events are free text of any length. */
const MAX_NAME_LENGTH = 1_000;

function nameOf(event: string): string {
  const name = encodeURIComponent(event);
  return name.length <= MAX_NAME_LENGTH ? name : createHash('sha256').update(event).digest('hex');
}
