import { map } from 'rxjs';
import { Command, hexDigestOf, increment, isOfType, recordHandler, saga } from 'integration-service';
import { isSegmentEventOfType, SegmentEvent } from 'integration-service/segment';

/** How often an event was tracked on one day, in `trackedEvents/{day}:{event}`. */
export type TrackedEventsRecord = {
  /** The name as it was tracked: `Order Completed`. */
  readonly event: string;
  /** The day on which the events occurred, in UTC: `2026-11-23`. */
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

/** Counts one more occurrence of an event on a day. */
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
 * One transaction increments the count and marks the event as counted, so repeats are not counted twice. No guard
 * against late events is needed, since each is counted on the day on which it occurred.
 */
export const countTrackedEvent = recordHandler(CountTrackedEvent, ({ event, day }, records) => {
  records.update('trackedEvents', `${day}:${nameOf(event)}`, increment({ count: 1 }, { event, day }));
});

/** A record's id, which includes the day, has at most 1,400 bytes; names of events are free text of any length. */
const MAX_NAME_LENGTH = 1_000;

function nameOf(event: string): string {
  const name = encodeURIComponent(event);
  return name.length <= MAX_NAME_LENGTH ? name : hexDigestOf(event);
}
