import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

type Source = 'direct' | 'dashboard' | 'scim';

interface User {
  readonly user_id: string;
  readonly external_id?: string | null;
  readonly name?: { readonly first_name?: string; readonly middle_name?: string; readonly last_name?: string };
  readonly emails?: readonly { readonly email_id?: string; readonly email: string; readonly verified?: boolean }[];
  readonly phone_numbers?: readonly { readonly phone_number: string; readonly verified?: boolean }[];
  readonly status?: 'active' | 'pending' | 'deleted';
  readonly created_at?: string;
}

interface Member {
  readonly member_id: string;
  readonly organization_id?: string;
  readonly external_id?: string | null;
  readonly email_address?: string;
  readonly name?: string;
  readonly status?: 'active' | 'pending' | 'invited' | 'deleted';
}

interface About<Action extends string, Kind extends string> {
  readonly project_id: string;
  readonly event_id: string;
  readonly action: Action;
  readonly object_type: Kind;
  readonly source: Uppercase<Source>;
  /** Id of the object. */
  readonly id: string;
  /** RFC 3339. */
  readonly timestamp: string;
}

type Users = {
  readonly [Type in `${Source}.user.${'create' | 'update'}`]: About<'CREATE' | 'UPDATE', 'user'> & {
    readonly user: User;
  };
};
type Members = {
  readonly [Type in `${Source}.member.${'create' | 'update'}`]: About<'CREATE' | 'UPDATE', 'member'> & {
    readonly member: Member;
  };
};
type Deletions = {
  readonly [Type in `${Source}.${'user' | 'member'}.delete`]: About<'DELETE', 'user' | 'member'>;
};

/**
 * Changes of users and members, by type: `source.object_type.action`. Stytch has others, such as those of organizations.
 * Declare them to use them: `declare module '…/integrations/stytch/event.ts' { interface StytchEvents { … } }`.
 */
export interface StytchEvents extends Users, Members, Deletions {}
export type StytchEventType = keyof StytchEvents;
export type StytchNative = StytchEvents[StytchEventType];
export type StytchEventOfType<Type extends StytchEventType> = EventOf<StytchEvents, Type>;

export const places: EventPlaces<StytchNative> = {
  id: '/event_id',
  type: ({ source, object_type: kind, action }) =>
    [source, kind, action].every((part) => typeof part === 'string')
      ? `${source}.${kind}.${action}`.toLowerCase()
      : undefined,
  time: '/timestamp',
  subject: '/id',
  related: ['/user/emails/0/email', '/member/email_address'],
  source: '//stytch.com/projects/{/project_id}',
  needs: { '/object_type': 'text', '/action': 'text' },
};

/**
 * A Stytch event on the platform.
 * @see https://stytch.com/docs/workspace-management/webhooks
 */
export class StytchEvent extends /* @__PURE__ */ eventClass<StytchEvents>('stytch', places) {}

/**
 * Lets through Stytch events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(StytchEvent),
 *   isStytchEventOfType('direct.user.create'),
 *   map(({ event }) => new Welcome(event.id, event.user.emails?.[0]?.email)),
 * )
 */
export const isStytchEventOfType = /* @__PURE__ */ ofTypes(StytchEvent);
