import { mergeMap } from 'rxjs';
import { asOfEvent, isOfType, RANK, saga } from 'integration-service';
import { isZendeskEventOfType, ZendeskEvent } from 'integration-service/zendesk';
import { textIn } from '../shared/fields.ts';
import { assigneeOf, UpdateTicket, type TicketStatus } from '../shared/tickets.ts';

/** @see https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#json-format */
const STATUSES: ReadonlyMap<string, TicketStatus> = new Map<string, TicketStatus>([
  ['new', 'open'],
  ['open', 'open'],
  ['pending', 'pending'],
  ['hold', 'pending'],
  ['solved', 'closed'],
  ['closed', 'closed'],
  ['deleted', 'deleted'],
]);

/** Event types that end a ticket, whatever its status says. */
const ENDS: ReadonlySet<string> = new Set([
  'zen:event-type:ticket.soft_deleted',
  'zen:event-type:ticket.permanently_deleted',
]);
const CREATION = 'zen:event-type:ticket.created';

/** Keeps `tickets` up to date with Zendesk. */
export const tickets = saga((events$) =>
  events$.pipe(
    isOfType(ZendeskEvent),
    isZendeskEventOfType(
      CREATION,
      'zen:event-type:ticket.status_changed',
      'zen:event-type:ticket.priority_changed',
      'zen:event-type:ticket.subject_changed',
      'zen:event-type:ticket.agent_assignment_changed',
      'zen:event-type:ticket.comment_added',
      'zen:event-type:ticket.merged',
      'zen:event-type:ticket.undeleted',
      'zen:event-type:ticket.soft_deleted',
      'zen:event-type:ticket.permanently_deleted',
    ),
    mergeMap((event) => {
      const { type, detail } = event.event;
      if (!detail?.id) return [];
      const ended = ENDS.has(type);
      // A ticket without a status does not say whose turn it is, but it can still be deleted.
      if (!detail.status && !ended) return [];
      const status = ended ? 'deleted' : (STATUSES.get(textIn(detail.status).toLowerCase()) ?? 'open');
      return [
        new UpdateTicket(
          {
            provider: 'zendesk',
            ticketId: detail.id,
            source: event.envelope.source,
            reference: `#${detail.id}`,
            title: detail.subject ?? null,
            status,
            providerStatus: detail.status ?? null,
            priority: detail.priority ?? null,
            assignee: assigneeOf(detail.assignee_id),
            url: null,
          },
          asOfEvent(event, ended ? RANK.end : type === CREATION ? RANK.creation : RANK.update),
        ),
      ];
    }),
  ),
);
