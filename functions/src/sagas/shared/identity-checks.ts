import { type AsOf, Command, newest, recordHandler } from 'integration-service';
import { recordIdOf } from './record-id.ts';

/**
 * Whether someone has proved who they are. The number ranks two states that have the same time.
 */
const STAGES = {
  /** The person has not finished. */
  pending: 0,
  /** The provider is checking. */
  processing: 1,
  /** Someone has to decide. */
  review: 2,
  /** It will not be finished: abandoned or expired. */
  expired: 3,
  declined: 4,
  approved: 5,
} as const;

export type IdentityCheckStatus = keyof typeof STAGES;

/** The verification of a person's identity, as one event describes it. */
export interface IdentityCheck {
  /** The verification provider: `persona`. */
  readonly provider: string;
  /** The provider's id: of the inquiry or of the workflow run. */
  readonly checkId: string;
  readonly source: string;
  readonly status: IdentityCheckStatus;
  /** The provider's own term: `needs_review`. */
  readonly providerStatus: string;
  /** The person's id in your own database, if you gave it to the provider. */
  readonly externalId: string | null;
}

/** A verification in the collection `identities`, beside the people of the identity providers. */
export type IdentityCheckRecord = IdentityCheck & {
  /** Whether the identity is proved. */
  readonly verified: boolean;
  /** When it reached the status, in RFC 3339. */
  readonly statusTime: string;
};

/** Keeps `identities` up to date with verifications. The sagas of Onfido and Persona use this command. */
export class UpdateIdentityCheck extends Command {
  static readonly type = 'UpdateIdentityCheck';
  readonly check: IdentityCheck;
  readonly asOf: AsOf;

  /** @param at The event's position in time; its rank is replaced by the stage of the check. */
  constructor(check: IdentityCheck, at: AsOf) {
    super();
    this.check = check;
    this.asOf = { ...at, rank: STAGES[check.status] };
  }
}

export const updateIdentityCheck = recordHandler(UpdateIdentityCheck, ({ check, asOf }, records) => {
  const verified = check.status === 'approved';
  const record = { ...check, verified, statusTime: asOf.time } satisfies IdentityCheckRecord;
  records.update(
    'identities',
    recordIdOf(check.provider, check.checkId),
    newest(asOf, () => record),
  );
});
