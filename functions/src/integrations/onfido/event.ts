import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** What the event is about. Times are in RFC 3339. */
interface Thing {
  readonly id: string;
  readonly status?: string;
  /** Of a task: the run that it belongs to. */
  readonly workflow_run_id?: string;
  readonly task_spec_id?: string;
  readonly task_def_id?: string;
  readonly started_at_iso8601?: string;
  readonly completed_at_iso8601?: string;
  /** Where it is in the API. */
  readonly href?: string;
}

export type OnfidoRunStatus =
  | 'processing'
  | 'awaiting_input'
  | 'approved'
  | 'declined'
  | 'review'
  | 'abandoned'
  | 'error';

interface Run {
  readonly id: string;
  readonly applicant_id?: string;
  readonly workflow_id?: string;
  readonly status?: OnfidoRunStatus;
  readonly reasons?: readonly string[];
  readonly tags?: readonly string[] | null;
  readonly customer_user_id?: string | null;
  readonly error?: Readonly<Record<string, unknown>> | null;
  readonly output?: Readonly<Record<string, unknown>> | null;
  readonly created_at?: string;
  readonly updated_at?: string;
}

interface OfType<Kind extends string, Action extends string, Resource = Readonly<Record<string, unknown>>> {
  readonly payload: {
    readonly resource_type: Kind;
    readonly action: Action;
    readonly object: Thing;
    /** The whole resource, if you asked for it. */
    readonly resource?: Resource;
  };
}

/**
 * The events that most integrations use, by type. Declare others to use them:
 * `declare module '…/integrations/onfido/event.ts' { interface OnfidoEvents { … } }`.
 */
export interface OnfidoEvents {
  readonly 'workflow_run.started': OfType<'workflow_run', 'workflow_run.started', Run>;
  readonly 'workflow_run.completed': OfType<'workflow_run', 'workflow_run.completed', Run>;
  readonly 'workflow_run.evidence_folder_created': OfType<'workflow_run', 'workflow_run.evidence_folder_created', Run>;
  readonly 'workflow_task.started': OfType<'workflow_task', 'workflow_task.started'>;
  readonly 'workflow_task.completed': OfType<'workflow_task', 'workflow_task.completed'>;
  readonly 'check.started': OfType<'check', 'check.started'>;
  readonly 'check.completed': OfType<'check', 'check.completed'>;
  readonly 'check.reopened': OfType<'check', 'check.reopened'>;
  readonly 'check.withdrawn': OfType<'check', 'check.withdrawn'>;
  readonly 'report.completed': OfType<'report', 'report.completed'>;
  readonly 'report.withdrawn': OfType<'report', 'report.withdrawn'>;
  readonly 'watchlist_monitor.matches_updated': OfType<'watchlist_monitor', 'watchlist_monitor.matches_updated'>;
}
export type OnfidoEventType = keyof OnfidoEvents;
export type OnfidoNative = OnfidoEvents[OnfidoEventType];
export type OnfidoEventOfType<Type extends OnfidoEventType> = EventOf<OnfidoEvents, Type>;

export const places: EventPlaces<OnfidoNative> = {
  // An event has no id, and is the same if it is sent again.
  type: '/payload/action',
  time: [
    '/payload/object/completed_at_iso8601',
    '/payload/object/started_at_iso8601',
    '/payload/resource/updated_at',
    'arrival',
  ],
  subject: ['/payload/object/workflow_run_id', '/payload/object/id'],
  related: ['/payload/resource/customer_user_id'],
  source: ['//{/payload/object/href|host}', '//onfido.com'],
  needs: { '/payload/object': 'object' },
};

/**
 * An Onfido event on the platform.
 * @see https://documentation.onfido.com/api/latest/#webhooks
 */
export class OnfidoEvent extends /* @__PURE__ */ eventClass<OnfidoEvents>('onfido', places) {}

/**
 * Lets through Onfido events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(OnfidoEvent),
 *   isOnfidoEventOfType('workflow_run.completed'),
 *   map(({ event: { payload } }) => new DecideOn(payload.object.id, payload.object.status)),
 * )
 */
export const isOnfidoEventOfType = /* @__PURE__ */ ofTypes(OnfidoEvent);
