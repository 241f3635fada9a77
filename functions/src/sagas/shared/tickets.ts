import { type AsOf, Command, recordHandler, newest, type RecordChanges } from 'integration-service';
import { recordIdOf } from './record-id.ts';

/**
 * Whose turn it is: `open` is ours, `pending` waits for someone else or a later day, `closed` is nobody's. A `deleted`
 * ticket stays deleted unless its provider later reports that it was restored.
 */
export type TicketStatus = 'open' | 'pending' | 'closed' | 'deleted';

/** A request from a person, as one event describes it: an issue, a conversation, a ticket. */
export interface Ticket {
  /** The ticket system: `zendesk`. */
  readonly provider: string;
  /** The provider's id. */
  readonly ticketId: string;
  /** The workspace or the account at the provider, as in the envelope. */
  readonly source: string;
  /** The reference that people use: `ENG-123`. */
  readonly reference: string | null;
  readonly title: string | null;
  readonly status: TicketStatus;
  /** The provider's own term: `In Review`; null if a deletion does not say. */
  readonly providerStatus: string | null;
  readonly priority: string | null;
  /** The provider's id of the assignee. */
  readonly assignee: string | null;
  readonly url: string | null;
}

/** A ticket in the collection `tickets`. The record of a deleted ticket holds none of its content. */
export type TicketRecord = Ticket;

/** A deleted ticket, of which only the id is left. */
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

/** The provider's id of the assignee; null for nobody, which some providers write as 0. */
export function assigneeOf(id: unknown): string | null {
  const text = typeof id === 'string' || typeof id === 'number' ? String(id) : '';
  return text === '' || text === '0' ? null : text;
}

/** Keeps `tickets` in sync with their providers. The sagas of all ticket systems use this command. */
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

/**
 * How a ticket is kept, whether an event has brought it or it was fetched. The record of a deleted ticket stays, so that an older
 * event that arrives late cannot bring it back.
 */
export function keepTicket({ ticket, asOf }: Pick<UpdateTicket, 'ticket' | 'asOf'>, records: RecordChanges): undefined {
  const record = { ...ticket, ...(ticket.status === 'deleted' && { title: null }) } satisfies TicketRecord;
  const change = newest(asOf, () => record);
  records.update('tickets', recordIdOf(ticket.provider, ticket.ticketId), change);
}

export const updateTicket = recordHandler(UpdateTicket, keepTicket);
