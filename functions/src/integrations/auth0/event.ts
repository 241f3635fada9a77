import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/**
 * A user: our own type of the documented fields.
 * @see https://auth0.com/docs/customize/events/event-types
 */
export interface Auth0User {
  /** `auth0|507f1f77bcf86cd799439020`: the connection's strategy and the user's id there. */
  readonly user_id: string;
  readonly email?: string | null;
  readonly email_verified?: boolean;
  readonly phone_number?: string | null;
  readonly name?: string | null;
  readonly given_name?: string | null;
  readonly family_name?: string | null;
  readonly nickname?: string | null;
  readonly picture?: string | null;
  /** Whether an administrator has blocked the user. */
  readonly blocked?: boolean;
  readonly identities?: readonly {
    readonly connection: string;
    readonly user_id: string;
    readonly provider: string;
    readonly isSocial: boolean;
  }[];
  readonly app_metadata?: Readonly<Record<string, unknown>>;
  readonly user_metadata?: Readonly<Record<string, unknown>>;
  readonly created_at?: string;
  readonly updated_at?: string;
}

export interface Auth0Organization {
  /** `org_…` */
  readonly id: string;
  readonly name: string;
  readonly display_name?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface Auth0Membership {
  readonly organization: Auth0Organization;
  readonly user: Pick<Auth0User, 'user_id'>;
}

/** What an event is about, by its type. Types that are missing here arrive as well. */
interface Auth0Objects {
  'user.created': Auth0User;
  'user.updated': Auth0User;
  'user.deleted': Auth0User;
  'organization.created': Auth0Organization;
  'organization.updated': Auth0Organization;
  'organization.deleted': Auth0Organization;
  'organization.member.added': Auth0Membership;
  'organization.member.deleted': Auth0Membership;
}

export type Auth0EventType = keyof Auth0Objects;

/** What Auth0 sends, by type: CloudEvents with the object in its state after the event. */
export type Auth0Events = {
  readonly [Type in Auth0EventType]: {
    readonly specversion: '1.0';
    /** `evt_…` */
    readonly id: string;
    readonly type: Type;
    /** `urn:auth0:example.auth0app.com` */
    readonly source: string;
    /** ISO 8601, when it occurred. */
    readonly time: string;
    readonly data: { readonly object: Auth0Objects[Type] };
    /** The tenant. */
    readonly a0tenant: string;
    /** The event stream, `est_…`. */
    readonly a0stream: string;
  };
};

export type Auth0Native = Auth0Events[Auth0EventType];
export type Auth0EventOfType<Type extends Auth0EventType> = EventOf<Auth0Events, Type>;

export const places: EventPlaces<Auth0Native> = {
  id: '/id',
  type: '/type',
  time: '/time',
  subject: ['/data/object/user_id', '/data/object/user/user_id', '/data/object/id'],
  related: ['/data/object/email'],
  source: ['//auth0.com/tenants/{/a0tenant}', '//auth0.com'],
  needs: { '/data/object': 'object' },
};

/**
 * An event of an Auth0 event stream on the platform. Its body was not signed: the token proves only who sent it.
 * @see https://auth0.com/docs/customize/events/event-types
 */
export class Auth0Event extends /* @__PURE__ */ eventClass<Auth0Events>('auth0', places) {}

/**
 * Lets through Auth0 events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(Auth0Event),
 *   isAuth0EventOfType('user.deleted'),
 *   map(({ event }) => new CloseAccount(event.data.object.user_id)),
 * )
 */
export const isAuth0EventOfType = /* @__PURE__ */ ofTypes(Auth0Event);
