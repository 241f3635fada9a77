import { mergeMap } from 'rxjs';
import { asOfEvent, isOfType, saga } from 'integration-service';
import { CalendlyEvent, isCalendlyEventOfType, type Invitee } from 'integration-service/calendly';
import { type BookingStatus, UpdateBooking } from '../shared/bookings.ts';
import { textIn, textOrNull } from '../shared/fields.ts';
import { utcOf } from '../shared/times.ts';

/** Keeps `bookings` up to date with Calendly. */
export const bookings = saga((events$) =>
  events$.pipe(
    isOfType(CalendlyEvent),
    isCalendlyEventOfType('invitee.created', 'invitee.canceled'),
    mergeMap((event) => {
      const { event: type, payload } = event.event;
      const bookingId = idOf(payload.uri);
      if (bookingId === null) return [];
      const booking = {
        provider: event.envelope.provider,
        bookingId,
        source: event.envelope.source,
        title: textOrNull(payload.scheduled_event?.name),
        status: type === 'invitee.created' ? 'booked' : endOf(payload),
        startsAt: utcOf(payload.scheduled_event?.start_time),
        endsAt: utcOf(payload.scheduled_event?.end_time),
        name: textOrNull(payload.name),
        email: textOrNull(payload.email),
        timeZone: textOrNull(payload.timezone),
        reason: textOrNull(payload.cancellation?.reason),
        replaces: idOf(payload.old_invitee),
      } as const;
      return [new UpdateBooking(booking, asOfEvent(event))];
    }),
  ),
);

function endOf({ rescheduled }: Invitee): BookingStatus {
  return rescheduled === true ? 'rescheduled' : 'canceled';
}

/** The last part of the URL by which Calendly names an invitee. */
function idOf(url: unknown): string | null {
  return textIn(url).split('/').at(-1) || null;
}
