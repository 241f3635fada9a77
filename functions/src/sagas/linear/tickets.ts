import { map } from 'rxjs';
import { asOfEvent, RANK } from '../../core/handle/newest.ts';
import { isOfType, saga } from '../../core/handle/saga.ts';
import { isLinearEventOfType, LinearEvent } from '../../integrations/linear/event.ts';
import { UpdateTicket, type TicketStatus } from '../shared/tickets.ts';

/** Types of workflow states after which nothing is left to do. @see https://linear.app/docs/configuring-workflows */
const ENDS: ReadonlySet<string> = new Set(['completed', 'canceled', 'duplicate']);

const RANKS = { create: RANK.creation, update: RANK.update, remove: RANK.end } as const;

/** Keeps `tickets` up to date with Linear's issues. */
export const tickets = saga((events$) =>
  events$.pipe(
    isOfType(LinearEvent),
    isLinearEventOfType('Issue.create', 'Issue.update', 'Issue.remove'),
    map((event) => {
      const { action, data } = event.event;
      const state: TicketStatus = ENDS.has(data.state.type) ? 'closed' : 'open';
      return new UpdateTicket(
        {
          provider: 'linear',
          ticketId: data.id,
          source: event.envelope.source,
          reference: data.identifier,
          title: data.title,
          status: action === 'remove' ? 'deleted' : state,
          providerStatus: data.state.name,
          priority: data.priorityLabel ?? null,
          assignee: data.assigneeId ?? null,
          url: data.url ?? null,
        },
        asOfEvent(event, RANKS[action]),
      );
    }),
  ),
);
