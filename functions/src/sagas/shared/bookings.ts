import { type AsOf, Command, newest, recordHandler } from 'integration-service';
import { recordIdOf } from './record-id.ts';

/** How a booking is. The number ranks two states that have the same time. */
const STAGES = {
  /** It waits for the host's consent, or for the payment. */
  requested: 0,
  booked: 1,
  /** Another booking has taken its place. */
  rescheduled: 2,
  /** The host refused the request. */
  rejected: 3,
  canceled: 4,
} as const;

export type BookingStatus = keyof typeof STAGES;

/** A meeting that someone booked, as one event describes it. It is personal data. */
export interface Booking {
  /** The scheduler: `calendly`. */
  readonly provider: string;
  /** Unique within the provider. */
  readonly bookingId: string;
  /** The user or the organization at the provider, as in the envelope. */
  readonly source: string;
  /** What was booked: `30 minutes`. */
  readonly title: string | null;
  readonly status: BookingStatus;
  /** RFC 3339. */
  readonly startsAt: string | null;
  /** RFC 3339. */
  readonly endsAt: string | null;
  /** Whoever booked. */
  readonly name: string | null;
  readonly email: string | null;
  /** IANA time zone of whoever booked: `Europe/Vienna`. */
  readonly timeZone: string | null;
  /** Why it was canceled or refused. */
  readonly reason: string | null;
  /** The id of the booking that this one replaces. */
  readonly replaces: string | null;
}

/** A booking, in `bookings/{provider}:{its id}`. */
export type BookingRecord = Booking;

/** Keeps `bookings` up to date. The sagas of Cal.com and Calendly use this command. */
export class UpdateBooking extends Command {
  static readonly type = 'UpdateBooking';
  readonly booking: Booking;
  readonly asOf: AsOf;
  // A rescheduling changes two bookings.
  override readonly key: string;

  /** @param at The event's position in time; its rank is replaced by the state of the booking. */
  constructor(booking: Booking, at: AsOf) {
    super();
    this.booking = booking;
    this.asOf = { ...at, rank: STAGES[booking.status] };
    this.key = booking.bookingId;
  }
}

export const updateBooking = recordHandler(UpdateBooking, ({ booking, asOf }, records) => {
  const change = newest(asOf, () => ({ ...booking }) satisfies BookingRecord);
  records.update('bookings', recordIdOf(booking.provider, booking.bookingId), change);
});
