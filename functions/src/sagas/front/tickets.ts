import { mergeMap } from 'rxjs';
import { asOfEvent, idIn, isOfType, RANK, saga } from 'integration-service';
import { FrontEvent, isFrontEventOfType } from 'integration-service/front';
import { textIn, textOrNull } from '../shared/fields.ts';
import { assigneeOf, deletedTicket, UpdateTicket, type TicketStatus } from '../shared/tickets.ts';

const STATUSES: ReadonlyMap<string, TicketStatus> = new Map<string, TicketStatus>([
  ['archived', 'closed'],
  ['spam', 'closed'],
  ['snoozed', 'pending'],
  ['deleted', 'deleted'],
]);

/** What an event says of its conversation, which it may show as it was before. */
const ENDS: ReadonlyMap<string, TicketStatus> = new Map<string, TicketStatus>([
  ['conversation_archived', 'closed'],
  ['conversation_deleted', 'deleted'],
  ['conversation_snoozed', 'pending'],
  ['conversation_snooze_expired', 'open'],
  ['conversation_reopened', 'open'],
  ['conversation_restored', 'open'],
]);

/** Keeps `tickets` up to date with Front's conversations. */
export const tickets = saga((events$) =>
  events$.pipe(
    isOfType(FrontEvent),
    isFrontEventOfType(
      'inbound_received',
      'outbound_sent',
      'assignee_changed',
      'conversation_archived',
      'conversation_reopened',
      'conversation_deleted',
      'conversation_restored',
      'conversation_snoozed',
      'conversation_snooze_expired',
    ),
    mergeMap((event) => {
      const { type, payload } = event.event;
      const conversation = payload?.conversation;
      const id = idIn(conversation?.id);
      if (id === undefined) return [];
      const providerStatus = textOrNull(conversation?.status);
      const status = ENDS.get(type) ?? STATUSES.get(textIn(providerStatus)) ?? 'open';
      const place = { provider: event.envelope.provider, ticketId: id, source: event.envelope.source };
      const ticket =
        status === 'deleted'
          ? deletedTicket(place)
          : ({
              ...place,
              reference: null,
              title: textOrNull(conversation?.subject),
              status,
              providerStatus,
              priority: null,
              assignee: assigneeOf(conversation?.assignee?.id),
              url: `https://app.frontapp.com/open/${encodeURIComponent(id.toWellFormed())}`,
            } as const);
      return [new UpdateTicket(ticket, asOfEvent(event, ENDS.has(type) ? RANK.end : RANK.update))];
    }),
  ),
);
