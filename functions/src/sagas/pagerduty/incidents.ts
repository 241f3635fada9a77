import { mergeMap } from 'rxjs';
import { asOfEvent, idIn, isOfType, RANK, saga } from 'integration-service';
import { isPagerdutyEventOfType, PagerdutyEvent } from 'integration-service/pagerduty';
import { listIn, textIn, textOrNull } from '../shared/fields.ts';
import { type IncidentStatus, UpdateIncident } from '../shared/incidents.ts';

const STATUSES: ReadonlyMap<string, IncidentStatus> = new Map<string, IncidentStatus>([
  ['acknowledged', 'acknowledged'],
  ['resolved', 'resolved'],
]);

const RANKS: ReadonlyMap<string, number> = new Map([
  ['incident.triggered', RANK.creation],
  ['incident.resolved', RANK.end],
]);

/** Keeps `incidents` up to date with PagerDuty. */
export const incidents = saga((events$) =>
  events$.pipe(
    isOfType(PagerdutyEvent),
    isPagerdutyEventOfType(
      'incident.triggered',
      'incident.acknowledged',
      'incident.unacknowledged',
      'incident.reassigned',
      'incident.delegated',
      'incident.escalated',
      'incident.priority_updated',
      'incident.service_updated',
      'incident.resolved',
      'incident.reopened',
    ),
    mergeMap((event) => {
      const { event_type: type, data } = event.event.event;
      const [id, status] = [idIn(data?.id), textIn(data?.status)];
      if (id === undefined || status === '') return [];
      const [assignee] = listIn(data.assignees);
      const number = idIn(data.number);
      const incident = {
        provider: event.envelope.provider,
        incidentId: id,
        source: event.envelope.source,
        reference: number === undefined ? null : `#${number}`,
        title: textOrNull(data.title),
        status: STATUSES.get(status) ?? 'open',
        providerStatus: status,
        severity: textOrNull(data.priority?.summary) ?? textOrNull(data.urgency),
        service: textOrNull(data.service?.summary),
        assignee: idIn(assignee?.id) ?? null,
        url: textOrNull(data.html_url),
      };
      return [new UpdateIncident(incident, asOfEvent(event, RANKS.get(type) ?? RANK.update))];
    }),
  ),
);
