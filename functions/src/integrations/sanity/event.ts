import { isText } from '../../core/event/json.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** What the projection of the webhook makes of a document; without a projection, the whole document. */
export interface SanityDocument {
  readonly _id?: string;
  readonly _type?: string;
  readonly _rev?: string;
  /** RFC 3339. */
  readonly _createdAt?: string;
  /** RFC 3339. */
  readonly _updatedAt?: string;
  readonly [field: string]: unknown;
}

type Operation = 'create' | 'update' | 'delete';

/** What Sanity sends: the types of documents are those of your schema. */
export type SanityEvents = { readonly [Type in `${string}.${Operation}`]: SanityDocument };
export type SanityEventType = keyof SanityEvents;
export type SanityNative = SanityDocument;
export type SanityEventOfType<Type extends SanityEventType> = EventOf<SanityEvents, Type>;

export const places: EventPlaces<SanityNative> = {
  id: 'header:idempotency-key',
  type: ({ _type: type }, { header }) => [type, header('sanity-operation')].filter(isText).join('.'),
  time: ['header:sanity-transaction-time', '/_updatedAt', 'signed'],
  subject: ['/_id', 'header:sanity-document-id'],
  source: ['//sanity.io/projects/{header:sanity-project-id}/{header:sanity-dataset}', '//sanity.io'],
};

/**
 * A Sanity event on the platform. Its operation, its time and its source are from headers that Sanity does not sign.
 * @see https://www.sanity.io/docs/content-lake/webhooks
 */
export class SanityEvent extends /* @__PURE__ */ eventClass<SanityEvents>('sanity', places) {}

/**
 * Lets through Sanity events of the given types: the type of the document and the operation.
 * @example
 * events$.pipe(
 *   isOfType(SanityEvent),
 *   isSanityEventOfType('post.create', 'post.update'),
 *   map(({ event }) => new Rebuild(event._id)),
 * )
 */
export const isSanityEventOfType = /* @__PURE__ */ ofTypes(SanityEvent);
