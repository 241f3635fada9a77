import { map } from 'rxjs';
import { type AsOf, asOfEvent, isJsonObject, isOfType, isText, RANK, saga } from 'integration-service';
import { isWorkosEventOfType, WorkosEvent, type WorkosEventType } from 'integration-service/workos';
import { SyncIdentity, type IdentityStatus } from '../shared/identities.ts';

/** Keeps `identities` in sync with WorkOS's users (AuthKit). */
export const users = saga((events$) =>
  events$.pipe(
    isOfType(WorkosEvent),
    isWorkosEventOfType('user.created', 'user.updated', 'user.deleted'),
    map((event) => {
      const { data: user, event: type } = event.event;
      const identity = {
        ...placeOf(event),
        userId: user.id,
        status: statusOf(type, 'active'),
        email: user.email ?? null,
        name: nameOf(user),
        externalId: user.external_id ?? null,
        organization: null,
      };
      return new SyncIdentity(identity, momentOf(event));
    }),
  ),
);

/** Keeps `identities` in sync with the users of customers' directories (Directory Sync). */
export const directoryUsers = saga((events$) =>
  events$.pipe(
    isOfType(WorkosEvent),
    isWorkosEventOfType('dsync.user.created', 'dsync.user.updated', 'dsync.user.deleted'),
    map((event) => {
      const { data: user, event: type } = event.event;
      const identity = {
        ...placeOf(event),
        userId: user.id,
        status: statusOf(type, user.state === 'active' ? 'active' : 'deactivated'),
        email: user.email ?? primaryEmailOf(user),
        name: nameOf(user),
        externalId: user.idp_id ?? null,
        organization: user.organization_id ?? null,
      };
      return new SyncIdentity(identity, momentOf(event));
    }),
  ),
);

function statusOf(type: WorkosEventType, status: IdentityStatus): IdentityStatus {
  return type.endsWith('.deleted') ? 'deleted' : status;
}

function momentOf(event: WorkosEvent): AsOf {
  const { event: type } = event.event;
  if (type.endsWith('.deleted')) return asOfEvent(event, RANK.end);
  return asOfEvent(event, type.endsWith('.created') ? RANK.creation : RANK.update);
}

function nameOf(user: { readonly first_name: string | null; readonly last_name: string | null }): string | null {
  return [user.first_name, user.last_name].filter(isText).join(' ') || null;
}

/** Older events have a list of addresses instead of one, which the SDK's types no longer contain. */
function primaryEmailOf(user: object): string | null {
  const emails: unknown = Reflect.get(user, 'emails');
  const addresses = Array.isArray(emails) ? emails.filter(isJsonObject) : [];
  const value = (addresses.find(({ primary }) => primary === true) ?? addresses[0])?.['value'];
  return typeof value === 'string' ? value : null;
}

function placeOf({ envelope }: WorkosEvent): { readonly provider: string; readonly source: string } {
  return { provider: envelope.provider, source: envelope.source };
}
