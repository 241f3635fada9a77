/** A ticket as it is after the event. Ids are strings of digits, times RFC 3339. */
export interface ZendeskTicket {
  readonly id: string;
  readonly subject: string | null;
  readonly description?: string | null;
  /** `NEW`, `OPEN`, `PENDING`, `HOLD`, `SOLVED`, `CLOSED`, `DELETED`. */
  readonly status: string;
  readonly priority: string | null;
  readonly type: string | null;
  readonly requester_id: string;
  readonly assignee_id: string | null;
  readonly group_id: string | null;
  readonly organization_id: string | null;
  readonly external_id?: string | null;
  readonly is_public?: boolean;
  readonly tags?: readonly string[];
  readonly created_at: string;
  readonly updated_at: string;
}

export interface ZendeskUser {
  readonly id: string;
  readonly email: string | null;
  readonly role: string;
  readonly external_id?: string | null;
  readonly organization_id?: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface ZendeskOrganization {
  readonly id: string;
  readonly name?: string;
  readonly external_id?: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

type TicketChange =
  | `${'agent_assignment' | 'group_assignment' | 'status' | 'custom_status' | 'priority' | 'subject' | 'description'}_changed`
  | `${'requester' | 'submitter' | 'organization' | 'tags' | 'ticket_type' | 'form' | 'brand' | 'external_id'}_changed`
  | `${'custom_field' | 'problem_link' | 'task_due_at'}_changed`;

type TicketHappening =
  | 'created'
  | 'comment_added'
  | 'merged'
  | 'marked_as_spam'
  | 'soft_deleted'
  | 'permanently_deleted'
  | 'undeleted';

type UserHappening =
  | 'created'
  | 'deleted'
  | 'merged'
  | `${'active' | 'name' | 'role' | 'tags' | 'external_id'}_changed`;

type OrganizationHappening = 'created' | 'deleted' | `${'name' | 'tags' | 'external_id'}_changed`;

/**
 * The event types that are typed, as Zendesk spells them. Zendesk has more; they arrive all the same.
 * @see https://developer.zendesk.com/api-reference/webhooks/event-types/webhook-event-types/
 */
export type ZendeskEventType =
  | `zen:event-type:ticket.${TicketChange | TicketHappening}`
  | `zen:event-type:user.${UserHappening}`
  | `zen:event-type:organization.${OrganizationHappening}`;

type DetailOf<Type extends ZendeskEventType> = Type extends `zen:event-type:ticket.${string}`
  ? ZendeskTicket
  : Type extends `zen:event-type:user.${string}`
    ? ZendeskUser
    : ZendeskOrganization;

type ChangeOf<Type extends ZendeskEventType> = Type extends `${string}_changed`
  ? { readonly current?: unknown; readonly previous?: unknown }
  : Readonly<Record<string, unknown>>;

/** An event of one type. */
interface OfType<Type extends ZendeskEventType> {
  readonly account_id: number;
  readonly id: string;
  readonly type: Type;
  /** `zen:ticket:35436`. */
  readonly subject: string;
  /** RFC 3339, when it happened. */
  readonly time: string;
  readonly zendesk_event_version: string;
  /** The object as it is after the event. */
  readonly detail: DetailOf<Type>;
  /** What changed. */
  readonly event: ChangeOf<Type>;
}

/** What Zendesk sends, by type. */
export type ZendeskEvents = { readonly [Type in ZendeskEventType]: OfType<Type> };
export type ZendeskNative = ZendeskEvents[ZendeskEventType];
