import { mergeMap } from 'rxjs';
import { asOfEvent, isJsonObject, isOfType, isText, RANK, saga } from 'integration-service';
import { StytchEvent, type StytchEventOfType } from 'integration-service/stytch';
import { listIn, textOrNull } from '../shared/fields.ts';
import { SyncIdentity, type Identity, type IdentityStatus } from '../shared/identities.ts';

type User = StytchEventOfType<'direct.user.create'>['event']['user'];
type Member = StytchEventOfType<'direct.member.create'>['event']['member'];

const STATUSES: ReadonlyMap<unknown, IdentityStatus> = new Map([
  ['active', 'active'],
  ['pending', 'pending'],
  ['invited', 'pending'],
  ['deleted', 'deleted'],
]);

const NOBODY = { email: null, name: null, externalId: null, organization: null };

type Person = Omit<Identity, 'provider' | 'userId' | 'source'>;

/** Keeps `identities` in sync with Stytch: its users, and the members of organizations. */
export const users = saga((events$) =>
  events$.pipe(
    isOfType(StytchEvent),
    mergeMap((event) => {
      const { event: native, envelope } = event;
      const kind = native.object_type;
      if ((kind !== 'user' && kind !== 'member') || !isText(native.id)) return [];
      const person = personIn(native);
      if (person === undefined) return [];
      const { provider, source } = envelope;
      const rank = person.status === 'deleted' ? RANK.end : native.action === 'CREATE' ? RANK.creation : RANK.update;
      return [new SyncIdentity({ provider, userId: native.id, source, ...person }, asOfEvent(event, rank))];
    }),
  ),
);

function personIn(native: StytchEvent['event']): Person | undefined {
  if (native.action === 'DELETE') return { ...NOBODY, status: 'deleted' };
  if ('user' in native) return isJsonObject(native.user) ? personOf(native.user) : undefined;
  return 'member' in native && isJsonObject(native.member) ? memberOf(native.member) : undefined;
}

function personOf(user: User): Person {
  const { first_name: first, middle_name: middle, last_name: last } = user.name ?? {};
  return {
    status: STATUSES.get(user.status) ?? 'active',
    email: textOrNull(listIn(user.emails)[0]?.email),
    name: textOrNull([first, middle, last].filter(isText).join(' ')),
    externalId: textOrNull(user.external_id),
    organization: null,
  };
}

function memberOf(member: Member): Person {
  return {
    status: STATUSES.get(member.status) ?? 'active',
    email: textOrNull(member.email_address),
    name: textOrNull(member.name),
    externalId: textOrNull(member.external_id),
    organization: textOrNull(member.organization_id),
  };
}
