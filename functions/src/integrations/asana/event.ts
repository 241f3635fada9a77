import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

type Resource = 'attachment' | 'goal' | 'portfolio' | 'project' | 'section' | 'story' | 'task';
type Action = 'added' | 'changed' | 'deleted' | 'removed' | 'undeleted';

/** An object at Asana, in its short form. */
export interface AsanaObject<Kind extends string = string> {
  readonly gid: string;
  readonly resource_type: Kind;
  /** `default_task`, `milestone`, `comment_added`. */
  readonly resource_subtype?: string | null;
  readonly name?: string | null;
}

/** Which field changed. The value is there only for some fields; ask the API for the others. */
export interface AsanaChange {
  readonly field: string;
  readonly action: Action;
  readonly new_value?: unknown;
  readonly added_value?: unknown;
  readonly removed_value?: unknown;
}

interface Occurrence<Kind extends string, What extends string> {
  readonly action: What;
  readonly resource: AsanaObject<Kind>;
  /** What the resource was added to or removed from; null otherwise. */
  readonly parent?: AsanaObject | null;
  /** Null for an automatic rule. */
  readonly user?: AsanaObject<'user'> | null;
  /** RFC 3339. */
  readonly created_at: string;
  readonly change?: AsanaChange | null;
}

/** What Asana sends, by resource and action: `task.changed`. Others are let through by `isOfType`. */
export type AsanaEvents = {
  readonly [Type in AsanaEventType]: Type extends `${infer Kind}.${infer What}` ? Occurrence<Kind, What> : never;
};
export type AsanaEventType = `${Resource}.${Action}`;
export type AsanaNative = AsanaEvents[AsanaEventType];
export type AsanaEventOfType<Type extends AsanaEventType> = EventOf<AsanaEvents, Type>;

export const places: EventPlaces<AsanaNative> = {
  list: '/events',
  type: '{/resource/resource_type}.{/action}',
  time: '/created_at',
  subject: '/resource/gid',
  source: '//asana.com',
  needs: { '/resource/gid': 'id', '/action': 'text' },
};

/**
 * An Asana event on the platform. It says what changed, and hardly ever to which value.
 * @see https://developers.asana.com/docs/webhooks-guide
 */
export class AsanaEvent extends /* @__PURE__ */ eventClass<AsanaEvents>('asana', places) {}

/**
 * Lets through Asana events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(AsanaEvent),
 *   isAsanaEventOfType('task.added', 'task.changed'),
 *   map(({ event }) => new FetchTask(event.resource.gid)),
 * )
 */
export const isAsanaEventOfType = /* @__PURE__ */ ofTypes(AsanaEvent);
