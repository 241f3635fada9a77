/** A conversation, with the fields that are documented for every API version. Times are in Unix seconds. */
export interface IntercomConversation {
  readonly type: 'conversation';
  readonly id: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly title?: string | null;
  readonly state?: 'open' | 'closed' | 'snoozed';
  readonly open?: boolean;
  readonly read?: boolean;
  readonly priority?: 'priority' | 'not_priority';
  readonly admin_assignee_id?: number | string | null;
  readonly team_assignee_id?: number | string | null;
  readonly source?: { readonly subject?: string | null; readonly body?: string | null } | null;
  /** API versions before 2.0 have these two instead of a source and an assignee's id. */
  readonly conversation_message?: { readonly subject?: string | null } | null;
  readonly assignee?: { readonly type: string; readonly id: string | null } | null;
}

/** A ticket. Its state is a string in older API versions and an object in newer ones. Times are in Unix seconds. */
export interface IntercomTicket {
  readonly type: 'ticket';
  readonly id: string;
  /** The number that people see. */
  readonly ticket_id: string;
  readonly ticket_attributes: Readonly<Record<string, unknown>>;
  readonly ticket_state: string | { readonly category: string; readonly internal_label?: string };
  readonly open?: boolean;
  readonly admin_assignee_id?: number | string | null;
  readonly team_assignee_id?: number | string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface IntercomContact {
  readonly type: 'contact';
  readonly id: string;
  readonly external_id: string | null;
  readonly role: 'user' | 'lead';
  readonly email: string | null;
  readonly name: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface IntercomCompany {
  readonly type: 'company';
  readonly id: string;
  readonly company_id: string;
  readonly name: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

/** What remains of a deleted object. */
export interface IntercomRemains {
  readonly type: string;
  readonly id: string;
}

/** What remains of a deleted conversation. */
export interface IntercomDeletedConversation {
  readonly type: 'conversation';
  readonly conversation_id: string;
}

type ConversationTopic =
  | `conversation.admin.${'assigned' | 'closed' | 'noted' | 'opened' | 'replied' | 'single.created' | 'snoozed' | 'unsnoozed'}`
  | `conversation.user.${'created' | 'replied'}`
  | 'conversation.priority.updated'
  | 'conversation.rating.added'
  | 'conversation.read';

type TicketTopic =
  | `ticket.${'created' | 'closed' | 'note.created' | 'state.updated' | 'attribute.updated'}`
  | `ticket.${'admin' | 'team'}.assigned`
  | `ticket.${'admin' | 'contact'}.replied`
  | `ticket.contact.${'attached' | 'detached'}`;

type ContactTopic =
  | `contact.${'user' | 'lead'}.${'created' | 'updated'}`
  | 'contact.lead.signed_up'
  | 'contact.archived'
  | 'contact.email.updated'
  | 'contact.subscribed'
  | 'contact.unsubscribed';

type Items = Record<ConversationTopic, IntercomConversation> &
  Record<TicketTopic, IntercomTicket> &
  Record<ContactTopic, IntercomContact> &
  Record<'company.created' | 'company.updated', IntercomCompany> &
  Record<'company.deleted' | 'contact.deleted', IntercomRemains> &
  Record<'conversation.deleted', IntercomDeletedConversation> &
  Record<'ping', { readonly type: 'ping'; readonly message: string }>;

/**
 * The topics that have types. Intercom has more, which are published too.
 * @see https://developers.intercom.com/docs/references/webhooks/webhook-models
 */
export type IntercomEventType = keyof Items;

/** A notification of one topic. Times are in Unix seconds. */
interface Notification<Topic extends IntercomEventType> {
  readonly type: 'notification_event';
  /** The workspace. */
  readonly app_id: string;
  /** Null in a ping. */
  readonly id?: string | null;
  readonly topic: Topic;
  readonly created_at?: number;
  readonly first_sent_at: number;
  readonly delivery_attempts: number;
  readonly data: { readonly type: 'notification_event_data'; readonly item: Items[Topic] };
}

/** What Intercom sends, by topic. */
export type IntercomEvents = { readonly [Topic in IntercomEventType]: Notification<Topic> };
