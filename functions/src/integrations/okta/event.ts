import { isJsonObject } from '../../core/event/json.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** A person or thing that an event names. */
interface OktaEntity {
  readonly id: string;
  /** `User`, `UserGroup`, `AppInstance`, `SystemPrincipal`, … */
  readonly type: string;
  /** A user's login. */
  readonly alternateId?: string | null;
  readonly displayName?: string | null;
  readonly detailEntry?: Readonly<Record<string, unknown>> | null;
}

/**
 * One event of Okta's System Log, as event hooks deliver it. The types are ours and cover the documented fields, since
 * the SDK has none for hooks.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/
 */
export interface OktaNative<Type extends string = string> {
  readonly uuid?: string;
  /** When it occurred, in RFC 3339. */
  readonly published?: string;
  readonly eventType: Type;
  readonly version?: string;
  readonly severity?: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  readonly displayMessage?: string | null;
  readonly legacyEventType?: string | null;
  /** Who did it. */
  readonly actor?: OktaEntity | null;
  /** To whom or what, in order of importance. */
  readonly target?: readonly OktaEntity[] | null;
  readonly outcome?: { readonly result: string; readonly reason?: string | null } | null;
  readonly client?: {
    readonly ipAddress?: string | null;
    readonly device?: string | null;
    readonly zone?: string | null;
    readonly userAgent?: { readonly rawUserAgent?: string; readonly os?: string; readonly browser?: string } | null;
    readonly geographicalContext?: { readonly city?: string | null; readonly country?: string | null } | null;
  } | null;
  readonly transaction?: { readonly id?: string; readonly type?: string } | null;
  readonly authenticationContext?: { readonly externalSessionId?: string | null } | null;
  readonly debugContext?: { readonly debugData?: Readonly<Record<string, unknown>> } | null;
}

/**
 * The types of events about people, their groups and their applications, a few of the hundreds that Okta documents.
 * Declare others to use them: `declare module '…/integrations/okta/event.ts' { interface OktaEventTypes {
 * 'zone.update': true } }`.
 * @see https://developer.okta.com/docs/reference/api/event-types/?q=event-hook-eligible
 */
export interface OktaEventTypes {
  'user.lifecycle.create': true;
  'user.lifecycle.activate': true;
  'user.lifecycle.reactivate': true;
  'user.lifecycle.deactivate': true;
  'user.lifecycle.suspend': true;
  'user.lifecycle.unsuspend': true;
  'user.lifecycle.delete.initiated': true;
  'user.account.lock': true;
  'user.account.unlock': true;
  'user.account.reset_password': true;
  'user.account.update_password': true;
  'user.account.update_profile': true;
  'user.account.privilege.grant': true;
  'user.account.privilege.revoke': true;
  'user.authentication.sso': true;
  'user.mfa.factor.activate': true;
  'user.mfa.factor.deactivate': true;
  'user.mfa.factor.reset_all': true;
  'user.session.start': true;
  'user.session.end': true;
  'group.lifecycle.create': true;
  'group.lifecycle.delete': true;
  'group.user_membership.add': true;
  'group.user_membership.remove': true;
  'application.user_membership.add': true;
  'application.user_membership.remove': true;
}

/** What Okta sends, by type. */
export type OktaEvents = { readonly [Type in OktaEventType]: OktaNative<Type> };
export type OktaEventType = keyof OktaEventTypes;
export type OktaEventOfType<Type extends OktaEventType> = EventOf<OktaEvents, Type>;

export const places: EventPlaces<OktaNative> = {
  list: '/data/events',
  id: '/uuid',
  type: '/eventType',
  time: '/published',
  // The user among the targets, else the first target, else the actor.
  subject: ({ target, actor }) => {
    const targets = target?.filter(isJsonObject) ?? [];
    return (targets.find(({ type }) => type === 'User') ?? targets[0] ?? actor)?.id;
  },
  related: ['/target/0/alternateId', '/actor/alternateId'],
  // The request says which organization an event comes from; the event does not.
  source: ['//{body:/source|host}', '//okta.com'],
  needs: { '/target': 'list, if any' },
};

/**
 * An Okta event on the platform. Its body is not signed: the credential proves only who sent the request.
 * @see https://developer.okta.com/docs/reference/api/event-types/
 */
export class OktaEvent extends /* @__PURE__ */ eventClass<OktaEvents>('okta', places) {}

/**
 * Lets through Okta events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(OktaEvent),
 *   isOktaEventOfType('user.lifecycle.deactivate', 'user.lifecycle.suspend'),
 *   map(({ event }) => new EndSessions(event.target)),
 * )
 */
export const isOktaEventOfType = /* @__PURE__ */ ofTypes(OktaEvent);
