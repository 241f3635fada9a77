import { type AsOf, Command, recordHandler } from 'integration-service';
import { endingForGood } from './for-good.ts';
import { recordIdOf } from './record-id.ts';

/**
 * What someone may do: `pending` until they have set themselves up, `suspended` for a while, `deactivated` until
 * someone brings them back, `deleted` for good.
 */
export type IdentityStatus = 'pending' | 'active' | 'suspended' | 'deactivated' | 'deleted';

/** Someone, as one event of an identity provider shows them. */
export interface Identity {
  /** Who keeps them: `clerk`. */
  readonly provider: string;
  /** The provider's id of the user. */
  readonly userId: string;
  /** Where the provider keeps them: the instance, the organisation. As the envelope has it. */
  readonly source: string;
  readonly status: IdentityStatus;
  readonly email: string | null;
  readonly name: string | null;
  /** The user's id elsewhere: in your own database, or in the directory that the provider reads from. */
  readonly externalId: string | null;
  /** The provider's id of the organisation they belong to, if they belong to one alone. */
  readonly organization: string | null;
}

/** Someone in the collection `identities`; of someone deleted, nothing that tells who they were. */
export type IdentityRecord = Identity & {
  /** Whether they are to be let in. */
  readonly active: boolean;
};

/** Keeps `identities` as the provider has them. The sagas of Clerk, WorkOS and Okta ask for it with this command. */
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

// Whoever was deleted stays deleted, even if the provider dates its deletions otherwise than its updates.
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
