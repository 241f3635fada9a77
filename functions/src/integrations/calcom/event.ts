import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface Person {
  readonly id?: number;
  readonly name?: string;
  readonly email?: string;
  /** IANA. */
  readonly timeZone?: string;
  readonly language?: { readonly locale?: string };
}

export interface CalcomBooking {
  /** The name of the event type: `30min`. */
  readonly type?: string;
  readonly title?: string;
  readonly uid: string;
  readonly bookingId?: number;
  readonly eventTypeId?: number;
  /** Minutes. */
  readonly length?: number;
  /** RFC 3339. */
  readonly startTime?: string;
  /** RFC 3339. */
  readonly endTime?: string;
  readonly organizer?: Person;
  readonly attendees?: readonly Person[];
  readonly location?: string | null;
  readonly status?: 'ACCEPTED' | 'PENDING' | 'CANCELLED' | 'REJECTED' | 'AWAITING_HOST';
  readonly responses?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly cancellationReason?: string | null;
  readonly rejectionReason?: string | null;
  /** The booking that this one replaces. */
  readonly rescheduleUid?: string | null;
  readonly rescheduleStartTime?: string | null;
  readonly rescheduleEndTime?: string | null;
  /** In the currency's minor unit. */
  readonly price?: number;
  readonly currency?: string;
}

type BookingType =
  | 'BOOKING_CREATED'
  | 'BOOKING_RESCHEDULED'
  | 'BOOKING_CANCELLED'
  | 'BOOKING_REQUESTED'
  | 'BOOKING_REJECTED'
  | 'BOOKING_PAYMENT_INITIATED'
  | 'BOOKING_PAID';

type OtherType =
  | 'BOOKING_NO_SHOW_UPDATED'
  | 'MEETING_STARTED'
  | 'MEETING_ENDED'
  | 'RECORDING_READY'
  | 'RECORDING_TRANSCRIPTION_GENERATED'
  | 'FORM_SUBMITTED'
  | 'INSTANT_MEETING'
  | 'OOO_CREATED'
  | 'PING';

interface OfType<Type extends string, Payload> {
  readonly triggerEvent: Type;
  /** RFC 3339. */
  readonly createdAt?: string;
  readonly payload: Payload;
}

/** What Cal.com sends, by type. @see https://cal.com/docs/developing/guides/automation/webhooks */
export type CalcomEvents = { readonly [Type in BookingType]: OfType<Type, CalcomBooking> } & {
  readonly [Type in OtherType]: OfType<Type, Readonly<Record<string, unknown>>>;
};
export type CalcomEventType = keyof CalcomEvents;
export type CalcomNative = CalcomEvents[CalcomEventType];
export type CalcomEventOfType<Type extends CalcomEventType> = EventOf<CalcomEvents, Type>;

export const places: EventPlaces<CalcomNative> = {
  // Events have no id; their time, which they contain, tells them apart.
  type: '/triggerEvent',
  time: ['/createdAt', 'arrival'],
  subject: ['/payload/uid', '/payload/bookingUid'],
  related: ['/payload/attendees/0/email'],
  source: ['//cal.com/users/{/payload/organizer/id}', '//cal.com'],
};

/**
 * A Cal.com event on the platform. It holds personal data.
 * @see https://cal.com/docs/developing/guides/automation/webhooks
 */
export class CalcomEvent extends /* @__PURE__ */ eventClass<CalcomEvents>('calcom', places) {}

/**
 * Lets through Cal.com events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(CalcomEvent),
 *   isCalcomEventOfType('BOOKING_CREATED'),
 *   map(({ event }) => new PrepareMeeting(event.payload.uid, event.payload.startTime)),
 * )
 */
export const isCalcomEventOfType = /* @__PURE__ */ ofTypes(CalcomEvent);
