import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { isOktaEvent, type OktaNative } from './native.ts';

export type { OktaNative };

/**
 * The types of events that are known here: those of people, their groups and their applications, out of the
 * hundreds that Okta documents. Declare others to use them:
 * `declare module '…/integrations/okta/event.ts' { interface OktaEventTypes { 'zone.update': true } }`.
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

export type OktaEventType = keyof OktaEventTypes;

/**
 * An Okta event on the platform. Its body was not signed: the credential proves only who sent the request.
 * @see https://developer.okta.com/docs/reference/api/event-types/
 */
export class OktaEvent<Native extends OktaNative = OktaNative> extends IntegrationEvent<Native> {
  /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
  static revive(envelope: PlatformEvent): OktaEvent {
    if (!isOktaEvent(envelope.data)) throw notRevivable('okta');
    return new OktaEvent(envelope.data, envelope);
  }
}

/** The Okta events of these types. */
export type OktaEventOfType<Type extends OktaEventType> = OktaEvent<OktaNative<Type>>;

/**
 * Lets through Okta events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(OktaEvent),
 *   isOktaEventOfType('user.lifecycle.deactivate', 'user.lifecycle.suspend'),
 *   map(({ event }) => new EndSessions(event.target)),
 * )
 */
export function isOktaEventOfType<const Type extends OktaEventType>(
  ...types: readonly [Type, ...Type[]]
): OperatorFunction<OktaEvent, OktaEventOfType<Type>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter((event): event is OktaEventOfType<Type> => wanted.has(event.event.eventType));
}
