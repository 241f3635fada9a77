import { type AsOf, Command, recordHandler } from 'integration-service';
import { endingForGood } from './for-good.ts';
import { recordIdOf } from './record-id.ts';

/**
 * Whether someone may sign in: `pending` until they have completed activation, `suspended` temporarily, `deactivated`
 * until someone reactivates them, `deleted` permanently.
 */
export type IdentityStatus = 'pending' | 'active' | 'suspended' | 'deactivated' | 'deleted';

/** A person, as one event of an identity provider describes them. */
export interface Identity {
  /** The identity provider: `clerk`. */
  readonly provider: string;
  /** The provider's id of the user. */
  readonly userId: string;
  /** The instance or the organization at the provider, as in the envelope. */
  readonly source: string;
  readonly status: IdentityStatus;
  readonly email: string | null;
  readonly name: string | null;
  /** The user's id in another system: your own database, or the directory that the provider reads from. */
  readonly externalId: string | null;
  /** The provider's id of the organization they belong to, if they belong to exactly one. */
  readonly organization: string | null;
}

/** A person in the collection `identities`. The record of a deleted person holds nothing that identifies them. */
export type IdentityRecord = Identity & {
  /** Whether they may sign in. */
  readonly active: boolean;
};

/** Keeps `identities` in sync with the provider. The sagas of Clerk, WorkOS and Okta use this command. */
export class SyncIdentity extends Command {
  static readonly type = 'SyncIdentity';
  readonly identity: Identity;
  readonly asOf: AsOf;

  constructor(identity: Identity, asOf: AsOf) {
    super();
    this.identity = identity;
    this.asOf = asOf;
  }
}

// A deleted person stays deleted, even if the provider dates deletions differently from updates.
export const syncIdentity = recordHandler(SyncIdentity, ({ identity, asOf }, records) => {
  const { provider, userId, status } = identity;
  const isDeleted = status === 'deleted';
  const record = {
    ...identity,
    ...(isDeleted && ANONYMOUS),
    active: status === 'active',
  } satisfies IdentityRecord;
  const change = endingForGood(
    asOf,
    isDeleted,
    (current) => current['status'] === 'deleted',
    () => record,
  );
  records.update('identities', recordIdOf(provider, userId), change);
});

const ANONYMOUS = { email: null, name: null };
