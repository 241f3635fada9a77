import { mergeMap } from 'rxjs';
import { asOfEvent, isOfType, RANK, saga } from 'integration-service';
import { isLinearEventOfType, LinearEvent, type LinearEventOfType } from 'integration-service/linear';
import { assigneeOf, UpdateTicket, type Ticket, type TicketStatus } from '../shared/tickets.ts';

/** Types of workflow states in which nothing is left to do. @see https://linear.app/docs/configuring-workflows */
const ENDS: ReadonlySet<string> = new Set(['completed', 'canceled', 'duplicate']);

const RANKS: ReadonlyMap<string, number> = new Map([
  ['create', RANK.creation],
  ['remove', RANK.end],
]);

/** Keeps `tickets` up to date with Linear's issues. */
export const tickets = saga((events$) =>
  events$.pipe(
    isOfType(LinearEvent),
    isLinearEventOfType('Issue'),
    mergeMap((event) => {
      const ticket = ticketOf(event);
      const rank = RANKS.get(event.event.action) ?? RANK.update;
      return ticket === undefined ? [] : [new UpdateTicket(ticket, asOfEvent(event, rank))];
    }),
  ),
);

/** The issue after the event; undefined if the event does not say what state the issue is in. */
function ticketOf({ event, envelope }: LinearEventOfType<'Issue'>): Ticket | undefined {
  const { data } = event;
  if (!data?.id) return undefined;
  const status = statusOf(event);
  if (status === undefined) return undefined;
  return {
    provider: envelope.provider,
    ticketId: data.id,
    source: envelope.source,
    reference: data.identifier ?? null,
    title: data.title ?? null,
    status,
    providerStatus: data.state?.name ?? null,
    priority: data.priorityLabel ?? null,
    assignee: assigneeOf(data.assigneeId),
    url: data.url ?? null,
  };
}

/** Linear moves a deleted issue to the trash. An archived issue is only hidden, and nothing is left to do for it. */
function statusOf({ action, data }: LinearEventOfType<'Issue'>['event']): TicketStatus | undefined {
  const isArchived = Boolean(data.archivedAt);
  if (data.trashed || (action === 'remove' && !isArchived)) return 'deleted';
  if (isArchived) return 'closed';
  if (!data.state) return undefined;
  return ENDS.has(data.state.type) ? 'closed' : 'open';
}
