import { type AsOf, Command, recordHandler, newest } from 'integration-service';
import { recordIdOf } from './record-id.ts';

/**
 * Whose turn it is: `open` ours, `pending` someone else's or a later day's, `closed` nobody's. A `deleted` ticket stays
 * deleted unless its provider says later that it was restored.
 */
export type TicketStatus = 'open' | 'pending' | 'closed' | 'deleted';

/** Something that a person asks for, as one event shows it: an issue, a conversation, a ticket. */
export interface Ticket {
  /** Who keeps it: `zendesk`. */
  readonly provider: string;
  /** The provider's id. */
  readonly ticketId: string;
  /** Where the provider keeps it: the workspace, the account. As the envelope has it. */
  readonly source: string;
  /** What people call it: `ENG-123`. */
  readonly reference: string | null;
  readonly title: string | null;
  readonly status: TicketStatus;
  /** The provider's own word for it: `In Review`; null if a deletion does not say. */
  readonly providerStatus: string | null;
  readonly priority: string | null;
  /** The provider's id of whoever has it. */
  readonly assignee: string | null;
  readonly url: string | null;
}

/** A ticket in the collection `tickets`; of one that was deleted, nothing of what it said. */
export type TicketRecord = Ticket;

/** A ticket of which nothing is left but its id. */
export function deletedTicket(ticket: Pick<Ticket, 'provider' | 'ticketId' | 'source'>): Ticket {
  return {
    ...ticket,
    reference: null,
    title: null,
    status: 'deleted',
    providerStatus: null,
    priority: null,
    assignee: null,
    url: null,
  };
}

/** The provider's id of whoever has a ticket; null for nobody, whom some providers call 0. */
export function assigneeOf(id: unknown): string | null {
  const text = typeof id === 'string' || typeof id === 'number' ? String(id) : '';
  return text === '' || text === '0' ? null : text;
}

/** Keeps `tickets` as their providers have them. The sagas of Linear, Intercom and Zendesk ask for it with this command. */
export class UpdateTicket extends Command {
  static readonly type = 'UpdateTicket';
  readonly ticket: Ticket;
  readonly asOf: AsOf;

  constructor(ticket: Ticket, asOf: AsOf) {
    super();
    this.ticket = ticket;
    this.asOf = asOf;
  }
}

// The record of a deleted ticket stays, so that an older event that arrives later cannot bring it back.
export const updateTicket = recordHandler(UpdateTicket, ({ ticket, asOf }, records) => {
  const record = { ...ticket, ...(ticket.status === 'deleted' && { title: null }) } satisfies TicketRecord;
  const change = newest(asOf, () => record);
  records.update('tickets', recordIdOf(ticket.provider, ticket.ticketId), change);
});
