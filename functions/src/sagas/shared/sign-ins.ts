import { Command, recordHandler, ifAbsent } from 'integration-service';
import { recordIdOf } from './record-id.ts';

/** A sign-in attempt, as one event of an identity provider describes it. It is personal data. */
export interface SignIn {
  /** Where they signed in: `okta`. */
  readonly provider: string;
  /** Unique within the provider: the id of the session or of the attempt. */
  readonly signInId: string;
  /** The instance or the organization, as in the envelope. */
  readonly source: string;
  /** The provider's id of the user, as in `identities`; null if the provider does not know the user. */
  readonly userId: string | null;
  /** The login, if the provider reports it: usually an email address. */
  readonly login: string | null;
  readonly status: 'succeeded' | 'failed';
  /** Why it failed, in the provider's words: `INVALID_CREDENTIALS`. */
  readonly reason: string | null;
  /** Who signed in as the user, such as a support colleague; null if the user did. */
  readonly impersonator: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly city: string | null;
  readonly country: string | null;
  /** RFC 3339. */
  readonly time: string;
}

/** A sign-in attempt, in `signIns/{provider}:{its id}`. */
export type SignInRecord = SignIn;

/** Records a sign-in attempt. The sagas of Okta and Clerk use this command. */
export class RecordSignIn extends Command {
  static readonly type = 'RecordSignIn';
  readonly signIn: SignIn;

  constructor(signIn: SignIn) {
    super();
    this.signIn = signIn;
  }
}

// An attempt happens once and never changes; what you added to its record is kept.
export const recordSignIn = recordHandler(RecordSignIn, ({ signIn }, records) => {
  const record = { ...signIn } satisfies SignInRecord;
  records.update(
    'signIns',
    recordIdOf(signIn.provider, signIn.signInId),
    ifAbsent(() => record),
  );
});
