import { Command, commandHandler } from '../../core/handle/command.ts';
import { newest, type AsOf } from '../../core/handle/newest.ts';
import { recordIdOf } from './record-id.ts';

/**
 * Whose turn it is: `open` ours, `pending` someone else's or a later day's, `closed` nobody's, `deleted` for good.
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
  /** The provider's own word for it: `In Review`. */
  readonly providerStatus: string;
  readonly priority: string | null;
  /** The provider's id of whoever has it. */
  readonly assignee: string | null;
  readonly url: string | null;
}

/** What is kept of a ticket, in the collection `tickets`; of one that was deleted, nothing of what it said. */
export type TicketRecord = Ticket;

/** Keeps `tickets` as their providers have them. Linear, Intercom and Zendesk all say so with this command. */
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

// Of a ticket that was deleted the record stays, so that an older event that arrives later cannot bring it back.
export const updateTicket = commandHandler(UpdateTicket, ({ ticket, asOf }, { records }) => {
  const record = { ...ticket, ...(ticket.status === 'deleted' && { title: null }) } satisfies TicketRecord;
  const change = newest(asOf, () => record);
  records.update('tickets', recordIdOf(ticket.provider, ticket.ticketId), change);
});
