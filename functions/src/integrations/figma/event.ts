import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface User {
  readonly id: string;
  readonly handle?: string;
}

interface Component {
  readonly key: string;
  readonly name: string;
}

/** The passcode that Figma sends is not part of an event: it is the secret. */
interface Base<Type extends string> {
  readonly event_type: Type;
  /** RFC 3339. */
  readonly timestamp: string;
  readonly webhook_id: string;
}

interface File {
  readonly file_key: string;
  readonly file_name?: string;
}

interface Comment extends File {
  readonly comment: readonly { readonly text?: string; readonly mention?: string }[];
  readonly comment_id: string;
  /** RFC 3339. */
  readonly created_at?: string;
  readonly mentions?: readonly User[];
  readonly order_id?: string;
  /** Empty for the first of a thread. */
  readonly parent_id?: string;
  readonly resolved_at?: string;
  readonly triggered_by: User;
}

type Changes = 'components' | 'styles' | 'variables';

type Library = File & {
  readonly description?: string;
  readonly triggered_by?: User;
} & { readonly [Change in `${'created' | 'modified' | 'deleted'}_${Changes}`]?: readonly Component[] };

interface Version extends File {
  readonly version_id: string;
  readonly label?: string;
  readonly description?: string;
  readonly created_at?: string;
  readonly triggered_by?: User;
}

interface DevStatus extends File {
  readonly node_id: string;
  readonly status: 'NONE' | 'READY_FOR_DEV' | 'COMPLETED';
  readonly change_message?: string;
  readonly related_links?: readonly { readonly name?: string; readonly url: string }[];
  readonly triggered_by?: User;
}

/** What Figma sends, by type. @see https://developers.figma.com/docs/rest-api/webhooks-events/ */
export interface FigmaEvents {
  /** Sent once, when the webhook is created. */
  readonly PING: Base<'PING'>;
  /** Sent once nobody has changed the file for 30 minutes. */
  readonly FILE_UPDATE: Base<'FILE_UPDATE'> & File;
  readonly FILE_DELETE: Base<'FILE_DELETE'> & File & { readonly triggered_by?: User };
  readonly FILE_VERSION_UPDATE: Base<'FILE_VERSION_UPDATE'> & Version;
  readonly FILE_COMMENT: Base<'FILE_COMMENT'> & Comment;
  readonly LIBRARY_PUBLISH: Base<'LIBRARY_PUBLISH'> & Library;
  readonly DEV_MODE_STATUS_UPDATE: Base<'DEV_MODE_STATUS_UPDATE'> & DevStatus;
}
export type FigmaEventType = keyof FigmaEvents;
export type FigmaNative = FigmaEvents[FigmaEventType];
export type FigmaEventOfType<Type extends FigmaEventType> = EventOf<FigmaEvents, Type>;

export const places: EventPlaces<FigmaNative> = {
  // Events have no id. Their time has seconds only, so it would not do by itself.
  type: '/event_type',
  time: ['/timestamp', 'arrival'],
  subject: ['/file_key', '/webhook_id'],
  source: ['//figma.com/webhooks/{/webhook_id}', '//figma.com'],
};

/**
 * A Figma event on the platform. It is not signed: the passcode in the body proves only who sent the request.
 * @see https://developers.figma.com/docs/rest-api/webhooks/
 */
export class FigmaEvent extends /* @__PURE__ */ eventClass<FigmaEvents>('figma', places) {}

/**
 * Lets through Figma events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(FigmaEvent),
 *   isFigmaEventOfType('LIBRARY_PUBLISH'),
 *   map(({ event }) => new SyncTokens(event.file_key)),
 * )
 */
export const isFigmaEventOfType = /* @__PURE__ */ ofTypes(FigmaEvent);
