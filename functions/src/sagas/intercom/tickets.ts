import { map } from 'rxjs';
import { asOfEvent, RANK } from '../../core/handle/newest.ts';
import { isOfType, saga } from '../../core/handle/saga.ts';
import { IntercomEvent, isIntercomEventOfType } from '../../integrations/intercom/event.ts';
import type { IntercomConversation, IntercomTicket } from '../../integrations/intercom/native.ts';
import { UpdateTicket, type Ticket, type TicketStatus } from '../shared/tickets.ts';

/** States of conversations and categories of states of tickets. */
const STATUSES: ReadonlyMap<string, TicketStatus> = new Map<string, TicketStatus>([
  ['open', 'open'],
  ['snoozed', 'pending'],
  ['closed', 'closed'],
  ['submitted', 'open'],
  ['in_progress', 'open'],
  ['waiting_on_customer', 'pending'],
  ['resolved', 'closed'],
]);

/** Keeps `tickets` up to date with Intercom's conversations and tickets. */
export const tickets = saga((events$) =>
  events$.pipe(
    isOfType(IntercomEvent),
    isIntercomEventOfType(
      'conversation.user.created',
      'conversation.user.replied',
      'conversation.admin.single.created',
      'conversation.admin.replied',
      'conversation.admin.assigned',
      'conversation.admin.opened',
      'conversation.admin.snoozed',
      'conversation.admin.unsnoozed',
      'conversation.admin.closed',
      'conversation.priority.updated',
      'ticket.created',
      'ticket.admin.assigned',
      'ticket.team.assigned',
      'ticket.attribute.updated',
      'ticket.state.updated',
      'ticket.closed',
    ),
    map((event) => {
      const { item } = event.event.data;
      const { topic } = event.event;
      const ticket: Ticket = {
        provider: 'intercom',
        ticketId: item.id,
        source: event.envelope.source,
        ...(item.type === 'ticket' ? ofTicket(item) : ofConversation(item)),
        // Nobody is null, or 0.
        assignee: item.admin_assignee_id ? String(item.admin_assignee_id) : null,
        url: null,
      };
      return new UpdateTicket(ticket, asOfEvent(event, topic.endsWith('.created') ? RANK.creation : RANK.update));
    }),
  ),
);

type Told = Pick<Ticket, 'reference' | 'title' | 'status' | 'providerStatus' | 'priority'>;

function ofConversation(item: IntercomConversation): Told {
  // Versions of the API before 2.0 know open and closed only.
  const state = item.state ?? (item.open === false ? 'closed' : 'open');
  const title = item.title ?? item.source?.subject ?? '';
  return {
    reference: null,
    // Subjects are HTML.
    title: title.replaceAll(/<[^>]*>/g, '').trim() || null,
    status: STATUSES.get(state) ?? 'open',
    providerStatus: state,
    priority: item.priority ?? null,
  };
}

function ofTicket(item: IntercomTicket): Told {
  const state = typeof item.ticket_state === 'string' ? item.ticket_state : item.ticket_state.category;
  const title = item.ticket_attributes['_default_title_'];
  return {
    reference: item.ticket_id,
    title: typeof title === 'string' ? title : null,
    status: STATUSES.get(state) ?? 'open',
    providerStatus: state,
    priority: null,
  };
}
