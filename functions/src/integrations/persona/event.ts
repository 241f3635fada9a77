import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

export type PersonaInquiryStatus =
  | 'created'
  | 'pending'
  | 'completed'
  | 'needs_review'
  | 'approved'
  | 'declined'
  | 'failed'
  | 'expired';

/** Times are in RFC 3339. */
interface Inquiry {
  readonly status: PersonaInquiryStatus;
  /** Your own id of the person. */
  readonly 'reference-id'?: string | null;
  readonly note?: string | null;
  readonly tags?: readonly string[];
  readonly 'created-at'?: string | null;
  readonly 'completed-at'?: string | null;
  readonly 'decisioned-at'?: string | null;
  readonly fields?: Readonly<Record<string, unknown>>;
}

interface Verification {
  readonly status: string;
  readonly 'created-at'?: string | null;
  readonly 'completed-at'?: string | null;
  readonly checks?: readonly { readonly name: string; readonly status: string; readonly reasons?: readonly string[] }[];
}

interface OfType<Name extends string, Attributes> {
  readonly data: {
    readonly type: 'event';
    readonly id: string;
    readonly attributes: {
      readonly name: Name;
      /** A document of JSON:API. */
      readonly payload: {
        readonly data: {
          readonly type: string;
          readonly id: string;
          readonly attributes: Attributes;
          readonly relationships?: Readonly<Record<string, unknown>>;
        };
        readonly included?: readonly Readonly<Record<string, unknown>>[];
      };
      readonly 'created-at': string;
      readonly 'redacted-at'?: string | null;
    };
  };
}

/**
 * The events of inquiries and verifications, by type. Persona has others, such as those of cases and reports. Declare
 * them to use them: `declare module '…/integrations/persona/event.ts' { interface PersonaEvents { … } }`.
 */
export interface PersonaEvents {
  readonly 'inquiry.created': OfType<'inquiry.created', Inquiry>;
  readonly 'inquiry.started': OfType<'inquiry.started', Inquiry>;
  readonly 'inquiry.completed': OfType<'inquiry.completed', Inquiry>;
  readonly 'inquiry.approved': OfType<'inquiry.approved', Inquiry>;
  readonly 'inquiry.declined': OfType<'inquiry.declined', Inquiry>;
  readonly 'inquiry.failed': OfType<'inquiry.failed', Inquiry>;
  readonly 'inquiry.expired': OfType<'inquiry.expired', Inquiry>;
  readonly 'inquiry.marked-for-review': OfType<'inquiry.marked-for-review', Inquiry>;
  readonly 'inquiry.transitioned': OfType<'inquiry.transitioned', Inquiry>;
  readonly 'verification.created': OfType<'verification.created', Verification>;
  readonly 'verification.submitted': OfType<'verification.submitted', Verification>;
  readonly 'verification.passed': OfType<'verification.passed', Verification>;
  readonly 'verification.failed': OfType<'verification.failed', Verification>;
  readonly 'verification.requires-retry': OfType<'verification.requires-retry', Verification>;
}
export type PersonaEventType = keyof PersonaEvents;
export type PersonaNative = PersonaEvents[PersonaEventType];
export type PersonaEventOfType<Type extends PersonaEventType> = EventOf<PersonaEvents, Type>;

export const places: EventPlaces<PersonaNative> = {
  id: '/data/id',
  type: '/data/attributes/name',
  time: '/data/attributes/created-at',
  subject: '/data/attributes/payload/data/id',
  // Events name no organization.
  source: '//withpersona.com',
  needs: { '/data/attributes/payload/data': 'object' },
};

/**
 * A Persona event on the platform.
 * @see https://docs.withpersona.com/events
 */
export class PersonaEvent extends /* @__PURE__ */ eventClass<PersonaEvents>('persona', places) {}

/**
 * Lets through Persona events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(PersonaEvent),
 *   isPersonaEventOfType('inquiry.approved'),
 *   map(({ event }) => event.data.attributes.payload.data),
 *   map(({ id, attributes }) => new Unlock(attributes['reference-id'], id)),
 * )
 */
export const isPersonaEventOfType = /* @__PURE__ */ ofTypes(PersonaEvent);
