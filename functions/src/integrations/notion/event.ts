import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface Reference<Type extends string = string> {
  readonly id: string;
  readonly type: Type;
}

type Parent = Reference<'page' | 'block' | 'database' | 'data_source' | 'space'> & {
  /** Of a page in a database. */
  readonly data_source_id?: string;
};

interface Property {
  readonly id: string;
  readonly name?: string;
  readonly action?: 'created' | 'updated' | 'deleted';
}

interface OfType<Type extends string, Entity extends string, Data> {
  readonly id: string;
  readonly type: Type;
  /** RFC 3339. */
  readonly timestamp: string;
  readonly workspace_id: string;
  readonly workspace_name?: string;
  readonly subscription_id: string;
  readonly integration_id?: string;
  readonly authors?: readonly Reference<'person' | 'bot' | 'agent'>[];
  readonly accessible_by?: readonly Reference<'person' | 'bot'>[];
  /** 1 for the first. */
  readonly attempt_number?: number;
  readonly api_version?: string;
  readonly entity: Reference<Entity>;
  readonly data?: Data;
}

interface Inside {
  readonly parent?: Parent;
}

interface Content extends Inside {
  readonly updated_blocks?: readonly Reference<'block'>[];
}

interface Properties extends Inside {
  /** Ids of the properties of a page; objects for those of a data source. */
  readonly updated_properties?: readonly (string | Property)[];
}

interface Commented extends Inside {
  readonly page_id?: string;
}

interface Payloads {
  readonly page: {
    readonly created: Inside;
    readonly deleted: Inside;
    readonly undeleted: Inside;
    readonly moved: Inside;
    readonly locked: Inside;
    readonly unlocked: Inside;
    readonly content_updated: Content;
    readonly properties_updated: Properties;
  };
  readonly database: {
    readonly created: Inside;
    readonly deleted: Inside;
    readonly undeleted: Inside;
    readonly moved: Inside;
    readonly content_updated: Content;
    readonly schema_updated: Properties;
  };
  readonly data_source: {
    readonly created: Inside;
    readonly deleted: Inside;
    readonly undeleted: Inside;
    readonly moved: Inside;
    readonly content_updated: Content;
    readonly schema_updated: Properties;
  };
  readonly comment: { readonly created: Commented; readonly updated: Commented; readonly deleted: Commented };
}

type OfEntity<Entity extends keyof Payloads> = {
  readonly [Happening in keyof Payloads[Entity] & string as `${Entity}.${Happening}`]: OfType<
    `${Entity}.${Happening}`,
    Entity,
    Payloads[Entity][Happening]
  >;
};

/** What Notion sends, by type. @see https://developers.notion.com/reference/webhooks-events-delivery */
export type NotionEvents = OfEntity<'page'> & OfEntity<'database'> & OfEntity<'data_source'> & OfEntity<'comment'>;
export type NotionEventType = keyof NotionEvents;
export type NotionNative = NotionEvents[NotionEventType];
export type NotionEventOfType<Type extends NotionEventType> = EventOf<NotionEvents, Type>;

export const places: EventPlaces<NotionNative> = {
  id: '/id',
  type: '/type',
  time: '/timestamp',
  subject: '/entity/id',
  source: ['//notion.so/workspaces/{/workspace_id}', '//notion.so'],
};

/**
 * A Notion event on the platform. It says what has changed, not how: fetch the page or the comment.
 * @see https://developers.notion.com/reference/webhooks-events-delivery
 */
export class NotionEvent extends /* @__PURE__ */ eventClass<NotionEvents>('notion', places) {}

/**
 * Lets through Notion events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(NotionEvent),
 *   isNotionEventOfType('page.content_updated'),
 *   map(({ event }) => new PublishPage(event.entity.id)),
 * )
 */
export const isNotionEventOfType = /* @__PURE__ */ ofTypes(NotionEvent);
