import { map } from 'rxjs';
import { type AsOf, asOfEvent, isOfType, RANK, saga } from 'integration-service';
import { Auth0Event, type Auth0User, isAuth0EventOfType } from 'integration-service/auth0';
import { SyncIdentity, type IdentityStatus } from '../shared/identities.ts';

/** Keeps `identities` in sync with the users of Auth0. */
export const users = saga((events$) =>
  events$.pipe(
    isOfType(Auth0Event),
    isAuth0EventOfType('user.created', 'user.updated', 'user.deleted'),
    map((event) => {
      const { type, data } = event.event;
      const user = data.object;
      const identity = {
        provider: event.envelope.provider,
        source: event.envelope.source,
        userId: user.user_id,
        status: statusOf(type, user),
        email: user.email ?? null,
        name: user.name ?? null,
        externalId: null,
        organization: null,
      };
      return new SyncIdentity(identity, momentOf(event, type));
    }),
  ),
);

function statusOf(type: string, { blocked }: Auth0User): IdentityStatus {
  if (type === 'user.deleted') return 'deleted';
  return blocked === true ? 'suspended' : 'active';
}

function momentOf(event: Auth0Event, type: string): AsOf {
  if (type === 'user.deleted') return asOfEvent(event, RANK.end);
  return asOfEvent(event, type === 'user.created' ? RANK.creation : RANK.update);
}
