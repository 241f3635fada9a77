import { mergeMap } from 'rxjs';
import { asOfEvent, isOfType, saga } from 'integration-service';
import { CalcomEvent, isCalcomEventOfType } from 'integration-service/calcom';
import { type Booking, type BookingStatus, UpdateBooking } from '../shared/bookings.ts';
import { listIn, textOrNull } from '../shared/fields.ts';
import { utcOf } from '../shared/times.ts';

const STATUSES = {
  BOOKING_REQUESTED: 'requested',
  BOOKING_PAYMENT_INITIATED: 'requested',
  BOOKING_CREATED: 'booked',
  BOOKING_PAID: 'booked',
  BOOKING_RESCHEDULED: 'booked',
  BOOKING_REJECTED: 'rejected',
  BOOKING_CANCELLED: 'canceled',
} as const satisfies Readonly<Record<string, BookingStatus>>;

/** Keeps `bookings` up to date with Cal.com. */
export const bookings = saga((events$) =>
  events$.pipe(
    isOfType(CalcomEvent),
    isCalcomEventOfType(
      'BOOKING_REQUESTED',
      'BOOKING_PAYMENT_INITIATED',
      'BOOKING_CREATED',
      'BOOKING_PAID',
      'BOOKING_RESCHEDULED',
      'BOOKING_REJECTED',
      'BOOKING_CANCELLED',
    ),
    mergeMap((event) => {
      const { triggerEvent: type, payload } = event.event;
      const bookingId = textOrNull(payload?.uid);
      if (bookingId === null) return [];
      const [attendee] = listIn(payload.attendees);
      const replaces = textOrNull(payload.rescheduleUid);
      const booking: Booking = {
        provider: event.envelope.provider,
        bookingId,
        source: event.envelope.source,
        title: textOrNull(payload.title),
        status: STATUSES[type],
        startsAt: utcOf(payload.startTime),
        endsAt: utcOf(payload.endTime),
        name: textOrNull(attendee?.name),
        email: textOrNull(attendee?.email),
        timeZone: textOrNull(attendee?.timeZone),
        reason: textOrNull(payload.cancellationReason) ?? textOrNull(payload.rejectionReason),
        replaces,
      };
      const at = asOfEvent(event);
      if (type !== 'BOOKING_RESCHEDULED' || replaces === null) return [new UpdateBooking(booking, at)];
      const before: Booking = {
        ...booking,
        bookingId: replaces,
        status: 'rescheduled',
        startsAt: utcOf(payload.rescheduleStartTime),
        endsAt: utcOf(payload.rescheduleEndTime),
        replaces: null,
      };
      return [new UpdateBooking(booking, at), new UpdateBooking(before, at)];
    }),
  ),
);
