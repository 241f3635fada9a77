import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface Teammate {
  readonly id: string;
  readonly email?: string;
  readonly username?: string;
}

export interface FrontConversation {
  readonly id: string;
  readonly subject?: string | null;
  readonly status?: 'assigned' | 'unassigned' | 'archived' | 'deleted' | 'snoozed' | 'spam' | 'invisible';
  readonly assignee?: Teammate | null;
  readonly recipient?: { readonly handle?: string; readonly role?: string } | null;
  readonly tags?: readonly { readonly id: string; readonly name?: string }[];
  readonly is_private?: boolean;
  readonly created_at?: number;
}

/** An event of Front's API. A rule sends it by itself. */
export interface FrontActivity<Type extends string = string> {
  readonly _links?: { readonly self?: string };
  readonly id: string;
  readonly type: Type;
  /** Unix time in seconds, with a fraction. */
  readonly emitted_at: number;
  readonly conversation?: FrontConversation;
  readonly source?: { readonly _meta?: { readonly type?: string }; readonly data?: unknown } | null;
  readonly target?: { readonly _meta?: { readonly type?: string }; readonly data?: unknown } | null;
}

interface OfApp<Type extends string> {
  readonly type: Type;
  readonly authorization?: { readonly id: string };
  readonly payload: FrontActivity;
}

type AppType =
  | 'inbound_received'
  | 'outbound_sent'
  | 'conversation_archived'
  | 'conversation_reopened'
  | 'conversation_deleted'
  | 'conversation_restored'
  | 'conversation_snoozed'
  | 'conversation_snooze_expired'
  | 'conversation_moved'
  | 'assignee_changed'
  | 'new_comment_added'
  | 'tag_added'
  | 'tag_removed'
  | 'message_delivery_failed';

type RuleType =
  | 'inbound'
  | 'outbound'
  | 'archive'
  | 'reopen'
  | 'trash'
  | 'restore'
  | 'assign'
  | 'unassign'
  | 'comment'
  | 'tag'
  | 'untag'
  | 'reminder'
  | 'move';

/** What Front sends, by type: the webhooks of an app, and those of rules. */
export type FrontEvents = { readonly [Type in AppType]: OfApp<Type> } & {
  readonly [Type in RuleType]: FrontActivity<Type>;
};
export type FrontEventType = keyof FrontEvents;
export type FrontNative = FrontEvents[FrontEventType];
export type FrontEventOfType<Type extends FrontEventType> = EventOf<FrontEvents, Type>;

export const places: EventPlaces<FrontNative> = {
  id: ['/payload/id', '/id'],
  type: '/type',
  time: ['/payload/emitted_at', '/emitted_at', 'signed', 'arrival'],
  subject: ['/payload/conversation/id', '/conversation/id'],
  related: ['/payload/conversation/recipient/handle'],
  // Each company has its own host: `cups.api.frontapp.com`.
  source: ['//front.com/companies/{/authorization/id}', '//{/_links/self|host}', '//front.com'],
};

/**
 * A Front event on the platform.
 * @see https://dev.frontapp.com/docs/webhooks-1
 */
export class FrontEvent extends /* @__PURE__ */ eventClass<FrontEvents>('front', places) {}

/**
 * Lets through Front events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(FrontEvent),
 *   isFrontEventOfType('inbound_received'),
 *   map(({ event }) => new SuggestAnswer(event.payload.conversation?.id)),
 * )
 */
export const isFrontEventOfType = /* @__PURE__ */ ofTypes(FrontEvent);
