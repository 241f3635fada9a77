import { EMPTY, map, mergeMap, of } from 'rxjs';
import { asOfEvent, isOfType, isText, RANK, saga } from 'integration-service';
import { ClerkEvent, type ClerkEventOfType, isClerkEventOfType } from 'integration-service/clerk';
import { listIn } from '../shared/fields.ts';
import { SyncIdentity, type IdentityStatus } from '../shared/identities.ts';
import { utcOf } from '../shared/times.ts';

type UserEvent = ClerkEventOfType<'user.created' | 'user.updated'>;

/** Keeps `identities` in sync with Clerk's users. */
export const userUpdates = saga((events$) =>
  events$.pipe(isOfType(ClerkEvent), isClerkEventOfType('user.created', 'user.updated'), map(syncUser)),
);

/** Marks users that Clerk has deleted. */
export const userDeletions = saga((events$) =>
  events$.pipe(
    isOfType(ClerkEvent),
    isClerkEventOfType('user.deleted'),
    mergeMap((event) => {
      const { id, external_id: externalId } = event.event.data;
      if (id === undefined) return EMPTY;
      const identity = {
        ...placeOf(event),
        userId: id,
        status: 'deleted',
        email: null,
        name: null,
        externalId: externalId ?? null,
        organization: null,
      } as const;
      return of(new SyncIdentity(identity, asOfEvent(event, RANK.end)));
    }),
  ),
);

function syncUser(event: UserEvent): SyncIdentity {
  const { data: user, type } = event.event;
  const addresses = listIn(user.email_addresses);
  const email = addresses.find(({ id }) => id === user.primary_email_address_id) ?? addresses[0];
  const name = [user.first_name, user.last_name].filter(isText).join(' ');
  const identity = {
    ...placeOf(event),
    userId: user.id,
    status: statusOf(user),
    email: email?.email_address ?? null,
    name: name || null,
    externalId: user.external_id ?? null,
    organization: null,
  };
  const asOf = asOfEvent(event, type === 'user.created' ? RANK.creation : RANK.update);
  // The user's own time, so that an old event that is sent again does not look new.
  return new SyncIdentity(identity, { ...asOf, time: utcOf(user.updated_at) ?? asOf.time });
}

/** A lockout after too many attempts only slows down guessing and ends by itself, so a locked-out user stays active. */
function statusOf({ banned, deprovisioned }: UserEvent['event']['data']): IdentityStatus {
  if (banned) return 'suspended';
  return deprovisioned ? 'deactivated' : 'active';
}

function placeOf({ envelope }: ClerkEvent): { readonly provider: string; readonly source: string } {
  return { provider: envelope.provider, source: envelope.source };
}
