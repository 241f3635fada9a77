import { isJsonObject, isText } from '../../core/event/json.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';
import type { Finder } from '../../core/integration/place.ts';
import type { AlertedEvent, Issue, MetricAlert } from './resources.ts';

export type * from './resources.ts';

interface Actor {
  readonly type: 'user' | 'application' | 'team';
  readonly id?: string | number;
  readonly name?: string;
}

interface OfAction<Action extends string, Data> {
  readonly action: Action;
  readonly installation?: { readonly uuid: string };
  readonly data: Data;
  readonly actor?: Actor;
}

type IssueAction = 'created' | 'resolved' | 'assigned' | 'archived' | 'ignored' | 'unresolved';
type AlertAction = 'critical' | 'warning' | 'resolved';

interface CommentData {
  readonly comment_id: number;
  readonly issue_id: number;
  readonly project_slug?: string;
  readonly comment?: string;
  /** RFC 3339. */
  readonly timestamp?: string;
}

interface InstallationData {
  readonly installation: {
    readonly uuid: string;
    readonly status?: 'installed' | 'pending';
    readonly organization?: { readonly slug: string };
    readonly app?: { readonly uuid?: string; readonly slug: string };
    /** A grant for your app, if it is public. */
    readonly code?: string;
  };
}

/** What Sentry sends, by the resource and the action. */
export type SentryEvents = {
  readonly [Action in IssueAction as `issue.${Action}`]: OfAction<Action, { readonly issue: Issue }>;
} & {
  readonly [Action in AlertAction as `metric_alert.${Action}`]: OfAction<
    Action,
    {
      readonly metric_alert: MetricAlert;
      readonly description_title?: string;
      readonly description_text?: string;
      readonly web_url?: string;
    }
  >;
} & {
  readonly [Action in 'created' | 'updated' | 'deleted' as `comment.${Action}`]: OfAction<Action, CommentData>;
} & {
  readonly [Action in 'created' | 'deleted' as `installation.${Action}`]: OfAction<Action, InstallationData>;
} & {
  readonly 'event_alert.triggered': OfAction<
    'triggered',
    { readonly event: AlertedEvent; readonly triggered_rule?: string }
  >;
  readonly 'error.created': OfAction<'created', { readonly error: AlertedEvent }>;
};
export type SentryEventType = keyof SentryEvents;
export type SentryNative = SentryEvents[SentryEventType];
export type SentryEventOfType<Type extends SentryEventType> = EventOf<SentryEvents, Type>;

/** Resources by the field of the data that holds them. */
const RESOURCES = {
  issue: 'issue',
  metric_alert: 'metric_alert',
  error: 'error',
  comment_id: 'comment',
  installation: 'installation',
  event: 'event_alert',
} as const;

/** The signed data shows the resource. For those that are newer than this list, an unsigned header names it. */
const typeOf: Finder<SentryNative> = ({ action, data }, { header }) => {
  const [, known] = Object.entries(RESOURCES).find(([field]) => isJsonObject(data) && Object.hasOwn(data, field)) ?? [];
  const resource = known ?? header('sentry-hook-resource');
  return isText(resource) ? `${resource}.${action}` : undefined;
};

export const places: EventPlaces<SentryNative> = {
  // The body does not say when an issue was resolved: two such events can have the same bytes.
  id: ['header:request-id', 'digest'],
  type: typeOf,
  time: ['/data/event/datetime', '/data/error/datetime', '/data/timestamp', 'header:sentry-hook-timestamp', 'arrival'],
  subject: [
    '/data/issue/id',
    '/data/metric_alert/id',
    '/data/event/issue_id',
    '/data/error/issue_id',
    '/data/issue_id',
    '/data/installation/uuid',
  ],
  source: ['//sentry.io/installations/{/installation/uuid}', '//sentry.io'],
  needs: { '/action': 'text', '/data': 'object' },
};

/**
 * A Sentry event on the platform.
 * @see https://docs.sentry.io/organization/integrations/integration-platform/webhooks/
 */
export class SentryEvent extends /* @__PURE__ */ eventClass<SentryEvents>('sentry', places) {}

/**
 * Lets through Sentry events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(SentryEvent),
 *   isSentryEventOfType('issue.created'),
 *   map(({ event }) => new TellTeam(event.data.issue.title, event.data.issue.web_url)),
 * )
 */
export const isSentryEventOfType = /* @__PURE__ */ ofTypes(SentryEvent);
