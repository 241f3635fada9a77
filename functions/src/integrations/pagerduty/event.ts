import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** A pointer to another object of PagerDuty. */
export interface Reference {
  readonly id: string;
  /** `user_reference`. */
  readonly type: string;
  /** Its name. */
  readonly summary?: string;
  readonly html_url?: string | null;
}

export interface Incident {
  readonly id: string;
  readonly type: 'incident';
  readonly html_url?: string;
  readonly number?: number;
  readonly status: 'triggered' | 'acknowledged' | 'resolved';
  readonly incident_key?: string;
  /** RFC 3339. */
  readonly created_at?: string;
  readonly title?: string;
  readonly service?: Reference;
  readonly assignees?: readonly Reference[];
  readonly escalation_policy?: Reference;
  readonly teams?: readonly Reference[];
  readonly priority?: Reference | null;
  readonly urgency?: 'high' | 'low';
  readonly resolve_reason?: { readonly type: string; readonly incident?: Reference } | null;
}

interface IncidentNote {
  readonly type: 'incident_note';
  readonly id: string;
  readonly incident: Reference;
  readonly content: string;
  readonly trimmed?: boolean;
}

interface Responder {
  readonly type: 'incident_responder';
  readonly incident: Reference;
  readonly user?: Reference;
  readonly escalation_policy?: Reference;
  readonly message?: string;
  readonly state?: string;
}

interface StatusUpdate {
  readonly type: 'incident_status_update';
  readonly id: string;
  readonly incident: Reference;
  readonly message: string;
  readonly trimmed?: boolean;
}

interface Service {
  readonly id: string;
  readonly type: 'service';
  readonly summary?: string;
  readonly html_url?: string;
  readonly teams?: readonly Reference[];
}

/** What you get if you press _Send test event_. */
interface Ping {
  readonly type: 'ping';
  readonly message: string;
}

interface OfType<Type extends string, Data> {
  readonly event: {
    readonly id: string;
    readonly event_type: Type;
    readonly resource_type: string;
    /** RFC 3339. */
    readonly occurred_at: string;
    /** Who did it; null if no person did. */
    readonly agent?: Reference | null;
    readonly client?: { readonly name?: string } | null;
    readonly data: Data;
  };
}

type IncidentEventType =
  | 'incident.triggered'
  | 'incident.acknowledged'
  | 'incident.unacknowledged'
  | 'incident.reassigned'
  | 'incident.delegated'
  | 'incident.escalated'
  | 'incident.priority_updated'
  | 'incident.service_updated'
  | 'incident.resolved'
  | 'incident.reopened';

/** What PagerDuty sends, by type. @see https://developer.pagerduty.com/docs/webhooks/v3-overview/#event-types */
export type PagerdutyEvents = {
  readonly [Type in IncidentEventType]: OfType<Type, Incident>;
} & {
  readonly [Type in 'service.created' | 'service.updated' | 'service.deleted']: OfType<Type, Service>;
} & {
  readonly 'incident.annotated': OfType<'incident.annotated', IncidentNote>;
  readonly 'incident.responder.added': OfType<'incident.responder.added', Responder>;
  readonly 'incident.responder.replied': OfType<'incident.responder.replied', Responder>;
  readonly 'incident.status_update_published': OfType<'incident.status_update_published', StatusUpdate>;
  readonly 'pagey.ping': OfType<'pagey.ping', Ping>;
};
export type PagerdutyEventType = keyof PagerdutyEvents;
export type PagerdutyNative = PagerdutyEvents[PagerdutyEventType];
export type PagerdutyEventOfType<Type extends PagerdutyEventType> = EventOf<PagerdutyEvents, Type>;

export const places: EventPlaces<PagerdutyNative> = {
  id: '/event/id',
  type: '/event/event_type',
  time: '/event/occurred_at',
  subject: ['/event/data/incident/id', '/event/data/id'],
  // Each account has its own host.
  source: [
    '//{/event/data/html_url|host}',
    '//{/event/data/incident/html_url|host}',
    '//{/event/agent/html_url|host}',
    '//pagerduty.com',
  ],
};

/**
 * A PagerDuty event on the platform.
 * @see https://developer.pagerduty.com/docs/webhooks/v3-overview/
 */
export class PagerdutyEvent extends /* @__PURE__ */ eventClass<PagerdutyEvents>('pagerduty', places) {
  override isConnectionTest(): boolean {
    return this.envelope.eventtype === 'pagey.ping';
  }
}

/**
 * Lets through PagerDuty events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(PagerdutyEvent),
 *   isPagerdutyEventOfType('incident.triggered'),
 *   map(({ event }) => new ShowOnStatusPage(event.event.data.id, event.event.data.title)),
 * )
 */
export const isPagerdutyEventOfType = /* @__PURE__ */ ofTypes(PagerdutyEvent);
