import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface Answered {
  readonly question: string;
  readonly answer: string;
  readonly position?: number;
}

/** The meeting. Objects are named by their URL: `https://api.calendly.com/scheduled_events/…`. */
export interface ScheduledEvent {
  readonly uri: string;
  readonly name?: string | null;
  readonly status?: 'active' | 'canceled';
  /** RFC 3339. */
  readonly start_time?: string;
  /** RFC 3339. */
  readonly end_time?: string;
  readonly event_type?: string | null;
  readonly location?: { readonly type: string; readonly location?: string | null; readonly join_url?: string } | null;
  readonly event_memberships?: readonly { readonly user: string; readonly user_email?: string }[];
}

/** Whoever booked a meeting. */
export interface Invitee {
  readonly uri: string;
  readonly email: string;
  readonly name?: string | null;
  readonly status?: 'active' | 'canceled';
  readonly timezone?: string | null;
  /** RFC 3339. */
  readonly created_at?: string;
  /** RFC 3339. */
  readonly updated_at?: string;
  /** URL of the meeting. */
  readonly event: string;
  readonly questions_and_answers?: readonly Answered[];
  readonly tracking?: Readonly<Record<string, string | null>>;
  /** Whether this one was canceled because the meeting was moved. */
  readonly rescheduled?: boolean;
  /** URL of the invitee that this one replaces. */
  readonly old_invitee?: string | null;
  /** URL of the invitee that replaces this one. */
  readonly new_invitee?: string | null;
  readonly cancel_url?: string;
  readonly reschedule_url?: string;
  readonly cancellation?: {
    readonly canceled_by?: string;
    readonly reason?: string | null;
    readonly canceler_type?: 'host' | 'invitee';
  };
  readonly scheduled_event?: ScheduledEvent;
}

interface NoShow {
  readonly uri: string;
  /** URL of the invitee. */
  readonly invitee: string;
  readonly created_at?: string;
}

interface RoutingFormSubmission {
  readonly uri: string;
  readonly routing_form: string;
  readonly questions_and_answers?: readonly (Answered & { readonly question_uuid?: string })[];
  readonly submitter?: string | null;
  readonly submitter_type?: string | null;
  readonly created_at?: string;
}

interface OfType<Type extends string, Payload> {
  readonly event: Type;
  /** RFC 3339. */
  readonly created_at: string;
  /** URL of the user who subscribed to the event. */
  readonly created_by: string;
  readonly payload: Payload;
}

/** What Calendly sends, by type. */
export interface CalendlyEvents {
  readonly 'invitee.created': OfType<'invitee.created', Invitee>;
  readonly 'invitee.canceled': OfType<'invitee.canceled', Invitee>;
  readonly 'invitee_no_show.created': OfType<'invitee_no_show.created', NoShow>;
  readonly 'invitee_no_show.deleted': OfType<'invitee_no_show.deleted', NoShow>;
  readonly 'routing_form_submission.created': OfType<'routing_form_submission.created', RoutingFormSubmission>;
}
export type CalendlyEventType = keyof CalendlyEvents;
export type CalendlyNative = CalendlyEvents[CalendlyEventType];
export type CalendlyEventOfType<Type extends CalendlyEventType> = EventOf<CalendlyEvents, Type>;

export const places: EventPlaces<CalendlyNative> = {
  // Events have no id, but each of these happens to an object once.
  id: ['{/event}:{/payload/uri}', 'digest'],
  type: '/event',
  time: '/created_at',
  subject: '/payload/uri',
  related: ['/payload/email'],
  source: ({ created_by: user }) => (URL.canParse(user) ? user.replace(/^https:/, '') : '//calendly.com'),
  needs: { '/payload': 'object' },
};

/**
 * A Calendly event on the platform. It holds personal data.
 * @see https://developer.calendly.com/api-docs/c1ddc06ce1f1b-webhooks
 */
export class CalendlyEvent extends /* @__PURE__ */ eventClass<CalendlyEvents>('calendly', places) {}

/**
 * Lets through Calendly events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(CalendlyEvent),
 *   isCalendlyEventOfType('invitee.created'),
 *   map(({ event }) => new CreateCustomer(event.payload.email, event.payload.name)),
 * )
 */
export const isCalendlyEventOfType = /* @__PURE__ */ ofTypes(CalendlyEvent);
