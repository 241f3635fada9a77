import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** Any field may be missing or null. */
type Loose<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | null };

/** What every object has. Times are RFC 3339. */
interface Common {
  id: number;
  owner_id: number;
  add_time: string;
  update_time: string;
  custom_fields: Readonly<Record<string, unknown>>;
}

export type Deal = Loose<
  Common & {
    title: string;
    value: number;
    /** ISO 4217. */
    currency: string;
    /** `open`, `won`, `lost`, `deleted`. */
    status: string;
    stage_id: number;
    pipeline_id: number;
    person_id: number;
    org_id: number;
    probability: number;
    expected_close_date: string;
    won_time: string;
    lost_time: string;
    lost_reason: string;
  }
>;

export type Person = Loose<
  Common & {
    name: string;
    first_name: string;
    last_name: string;
    emails: readonly Loose<{ value: string; label: string; primary: boolean }>[];
    phones: readonly Loose<{ value: string; label: string; primary: boolean }>[];
    org_id: number;
  }
>;

export type Organization = Loose<Common & { name: string; address: Readonly<Record<string, unknown>> }>;

export type Activity = Loose<
  Common & { subject: string; type: string; done: boolean; due_date: string; due_time: string; deal_id: number }
>;

export type Lead = Loose<
  Omit<Common, 'id'> & { id: string; title: string; person_id: number; organization_id: number; is_archived: boolean }
>;

export type Note = Loose<Common & { content: string; deal_id: number; person_id: number; org_id: number }>;

interface Objects {
  readonly deal: Deal;
  readonly person: Person;
  readonly organization: Organization;
  readonly activity: Activity;
  readonly lead: Lead;
  readonly note: Note;
}

interface Change<Entity extends keyof Objects, Action extends string> {
  readonly meta: {
    readonly id: string;
    readonly entity: Entity;
    readonly entity_id: string;
    readonly action: Action;
    readonly company_id?: string;
    readonly user_id?: string;
    /** RFC 3339. */
    readonly timestamp: string;
    readonly version?: string;
    readonly webhook_id?: string;
    readonly correlation_id?: string;
    readonly attempt?: number;
  };
  /** What it is now; null once it is deleted. */
  readonly data: Objects[Entity] | null;
  /** What it was: the fields that changed, or all of them if it is deleted. */
  readonly previous: Objects[Entity] | null;
}

/** What Pipedrive sends, by entity and action: `deal.change`. Others are let through by `isOfType`. */
export type PipedriveEvents = {
  readonly [Type in PipedriveEventType]: Type extends `${infer Entity extends keyof Objects}.${infer Action}`
    ? Change<Entity, Action>
    : never;
};
export type PipedriveEventType = `${keyof Objects}.${'create' | 'change' | 'delete'}`;
export type PipedriveNative = PipedriveEvents[PipedriveEventType];
export type PipedriveEventOfType<Type extends PipedriveEventType> = EventOf<PipedriveEvents, Type>;

export const places: EventPlaces<PipedriveNative> = {
  id: '/meta/id',
  type: '{/meta/entity}.{/meta/action}',
  time: '/meta/timestamp',
  subject: '/meta/entity_id',
  source: ['//pipedrive.com/{/meta/company_id}', '//pipedrive.com'],
};

/**
 * A Pipedrive event on the platform. Its body is not signed: the credential proves only who sent the request.
 * @see https://pipedrive.readme.io/docs/guide-for-webhooks-v2
 */
export class PipedriveEvent extends /* @__PURE__ */ eventClass<PipedriveEvents>('pipedrive', places) {}

/**
 * Lets through Pipedrive events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(PipedriveEvent),
 *   isPipedriveEventOfType('deal.change'),
 *   filter(({ event }) => event.data?.status === 'won'),
 *   map(({ event }) => new StartOnboarding(event.data?.org_id)),
 * )
 */
export const isPipedriveEventOfType = /* @__PURE__ */ ofTypes(PipedriveEvent);
