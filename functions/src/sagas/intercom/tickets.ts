import { mergeMap } from 'rxjs';
import { asOfEvent, isOfType, RANK, saga } from 'integration-service';
import {
  type IntercomConversation,
  IntercomEvent,
  type IntercomTicket,
  isIntercomEventOfType,
} from 'integration-service/intercom';
import { textIn } from '../shared/fields.ts';
import { assigneeOf, deletedTicket, UpdateTicket, type Ticket, type TicketStatus } from '../shared/tickets.ts';

/** States of conversations, and state categories of tickets. */
const STATUSES: ReadonlyMap<string, TicketStatus> = new Map<string, TicketStatus>([
  ['open', 'open'],
  ['snoozed', 'pending'],
  ['closed', 'closed'],
  ['submitted', 'open'],
  ['in_progress', 'open'],
  ['waiting_on_customer', 'pending'],
  ['resolved', 'closed'],
]);

/**
 * Ranks notifications within one second: Intercom dates them to the second and shows the conversation as it was at
 * each. An agent who answers and closes at once answers first, then closes.
 */
const RANKS: ReadonlyMap<string, number> = new Map([
  ['created', RANK.creation],
  ['opened', RANK.end],
  ['snoozed', RANK.end],
  ['unsnoozed', RANK.end],
  ['closed', RANK.end + 1],
]);
const DELETED = RANK.end + 2;

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
    mergeMap((event) => {
      const { item } = event.event.data;
      if (!item?.id) return [];
      const ticket: Ticket = {
        ...placeOf(event, item.id),
        ...(item.type === 'ticket' ? ofTicket(item) : ofConversation(item)),
        url: null,
      };
      const happening = event.event.topic.split('.').at(-1) ?? '';
      return [new UpdateTicket(ticket, asOfEvent(event, RANKS.get(happening) ?? RANK.update))];
    }),
  ),
);

/** Marks conversations that were deleted. The notification contains only their id. */
export const conversationDeletions = saga((events$) =>
  events$.pipe(
    isOfType(IntercomEvent),
    isIntercomEventOfType('conversation.deleted'),
    mergeMap((event) => {
      const id = event.event.data.item?.conversation_id;
      if (!id) return [];
      return [new UpdateTicket(deletedTicket(placeOf(event, id)), asOfEvent(event, DELETED))];
    }),
  ),
);

function placeOf({ envelope }: IntercomEvent, id: string): Pick<Ticket, 'provider' | 'ticketId' | 'source'> {
  return { provider: envelope.provider, ticketId: id, source: envelope.source };
}

type Told = Pick<Ticket, 'reference' | 'title' | 'status' | 'providerStatus' | 'priority' | 'assignee'>;

function ofConversation(item: IntercomConversation): Told {
  // API versions before 2.0 know only open and closed.
  const state = item.state ?? (item.open === false ? 'closed' : 'open');
  const title = item.title ?? item.source?.subject ?? item.conversation_message?.subject;
  return {
    reference: null,
    // Subjects are HTML.
    title:
      textIn(title)
        .replaceAll(/<[^<>]*>/g, '')
        .trim() || null,
    status: STATUSES.get(state) ?? 'open',
    providerStatus: state,
    priority: item.priority ?? null,
    assignee: assigneeOf(item.admin_assignee_id ?? item.assignee?.id),
  };
}

function ofTicket(item: IntercomTicket): Told {
  const state = (typeof item.ticket_state === 'string' ? item.ticket_state : item.ticket_state?.category) ?? null;
  const title = item.ticket_attributes?.['_default_title_'];
  return {
    reference: item.ticket_id ?? null,
    title: typeof title === 'string' ? title : null,
    status: STATUSES.get(state ?? '') ?? (item.open === false ? 'closed' : 'open'),
    providerStatus: state,
    priority: null,
    assignee: assigneeOf(item.admin_assignee_id),
  };
}
