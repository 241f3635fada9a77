import { Command, recordHandler, ifAbsent } from 'integration-service';
import { recordIdOf } from './record-id.ts';

/** An attempt to sign in, as one event of an identity provider shows it. Personal data. */
export interface SignIn {
  /** Where they signed in: `okta`. */
  readonly provider: string;
  /** Unique within the provider: its id of the session, or of the attempt. */
  readonly signInId: string;
  /** The instance or the organisation, as the envelope has it. */
  readonly source: string;
  /** The provider's id of the user, by which `identities` knows them; null if the provider knows no such user. */
  readonly userId: string | null;
  /** What they signed in as, if the provider says: an email address, most often. */
  readonly login: string | null;
  readonly status: 'succeeded' | 'failed';
  /** Why it failed, in the provider's words: `INVALID_CREDENTIALS`. */
  readonly reason: string | null;
  /** Who signed in in the user's place, such as a colleague in support; null if the user did. */
  readonly impersonator: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly city: string | null;
  readonly country: string | null;
  /** RFC 3339. */
  readonly time: string;
}

/** An attempt to sign in, in `signIns/{provider}:{its id}`. */
export type SignInRecord = SignIn;

/** Keeps an attempt to sign in. The sagas of Okta and Clerk ask for it with this command. */
export class RecordSignIn extends Command {
  static readonly type = 'RecordSignIn';
  readonly signIn: SignIn;

  constructor(signIn: SignIn) {
    super();
    this.signIn = signIn;
  }
}

// An attempt happens once and never changes; what you added to its record stays.
export const recordSignIn = recordHandler(RecordSignIn, ({ signIn }, records) => {
  const record = { ...signIn } satisfies SignInRecord;
  records.update(
    'signIns',
    recordIdOf(signIn.provider, signIn.signInId),
    ifAbsent(() => record),
  );
});
