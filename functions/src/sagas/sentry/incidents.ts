import { mergeMap } from 'rxjs';
import { asOfEvent, idIn, isOfType, RANK, saga } from 'integration-service';
import { isSentryEventOfType, SentryEvent, type SentryEventOfType } from 'integration-service/sentry';
import { textIn, textOrNull } from '../shared/fields.ts';
import { type Incident, type IncidentStatus, UpdateIncident } from '../shared/incidents.ts';
import { assigneeOf } from '../shared/tickets.ts';

const STATUSES: ReadonlyMap<string, IncidentStatus> = new Map<string, IncidentStatus>([
  ['resolved', 'resolved'],
  ['ignored', 'ignored'],
]);

/** Ranks events within one second, which is as exact as Sentry's times are. */
const RANKS: ReadonlyMap<string, number> = new Map([
  ['created', RANK.creation],
  ['critical', RANK.creation],
  ['warning', RANK.creation],
  ['assigned', RANK.update],
]);

/** Keeps `incidents` up to date with Sentry's issues. */
export const issues = saga((events$) =>
  events$.pipe(
    isOfType(SentryEvent),
    isSentryEventOfType(
      'issue.created',
      'issue.assigned',
      'issue.resolved',
      'issue.archived',
      'issue.ignored',
      'issue.unresolved',
    ),
    mergeMap((event) => {
      const { issue } = event.event.data;
      const [id, status] = [idIn(issue?.id), textIn(issue?.status)];
      if (id === undefined || status === '') return [];
      const incident: Incident = {
        ...placeOf(event),
        incidentId: id,
        reference: textOrNull(issue.shortId),
        title: textOrNull(issue.title),
        status: STATUSES.get(status) ?? 'open',
        providerStatus: status,
        severity: textOrNull(issue.level),
        service: textOrNull(issue.project?.slug),
        assignee: assigneeOf(issue.assignedTo?.id),
        url: textOrNull(issue.web_url),
      };
      return [new UpdateIncident(incident, momentOf(event))];
    }),
  ),
);

/** Keeps `incidents` up to date with Sentry's metric alerts. */
export const metricAlerts = saga((events$) =>
  events$.pipe(
    isOfType(SentryEvent),
    isSentryEventOfType('metric_alert.critical', 'metric_alert.warning', 'metric_alert.resolved'),
    mergeMap((event) => {
      const { action, data } = event.event;
      const id = idIn(data.metric_alert?.id);
      if (id === undefined) return [];
      const [project] = Array.isArray(data.metric_alert.projects) ? data.metric_alert.projects : [];
      const incident: Incident = {
        ...placeOf(event),
        incidentId: `metric-alert-${id}`,
        reference: null,
        title: textOrNull(data.metric_alert.title),
        status: action === 'resolved' ? 'resolved' : 'open',
        providerStatus: action,
        severity: action === 'resolved' ? null : action,
        service: textOrNull(project),
        assignee: null,
        url: textOrNull(data.web_url),
      };
      return [new UpdateIncident(incident, momentOf(event))];
    }),
  ),
);

type Told = SentryEventOfType<'issue.created' | 'metric_alert.critical'>;

function placeOf({ envelope }: Pick<Told, 'envelope'>): Pick<Incident, 'provider' | 'source'> {
  return { provider: envelope.provider, source: envelope.source };
}

function momentOf(event: SentryEvent) {
  return asOfEvent(event, RANKS.get(event.event.action) ?? RANK.end);
}
