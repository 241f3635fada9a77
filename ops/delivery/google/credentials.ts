import { GoogleAuth } from 'google-auth-library';
import { messageOf } from '../../../functions/src/core/event/error-text.ts';
import { EXIT, Failure } from '../../exit.ts';

/** The credentials that somebody named cannot be used. */
export class CredentialsError extends Failure {
  override readonly name: string = 'CredentialsError';
  override readonly exitCode = EXIT.noCredentials;
}

/** Nobody is signed in to Google Cloud here, or no longer. `firebase login` does not count: it is for firebase-tools alone. */
export class NoCredentialsError extends CredentialsError {
  override readonly name = 'NoCredentialsError';
}

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';

/**
 * Makes the headers of requests by the application default credentials. They are tried at once.
 * @throws {NoCredentialsError} if there are none, or they have run out. @throws {CredentialsError}
 * @see https://cloud.google.com/docs/authentication/application-default-credentials
 */
export async function defaultCredentials(projectId: string): Promise<() => Promise<Headers>> {
  // Told the project, the library does not go looking for one.
  const auth = new GoogleAuth({ scopes: [SCOPE], projectId });
  const headers = async () => new Headers(await auth.getRequestHeaders());
  try {
    await headers();
  } catch (cause) {
    const reason = messageOf(cause);
    if (!isMissing(reason)) throw new CredentialsError(`The Google credentials cannot be used: ${reason}`, { cause });
    throw new NoCredentialsError(reason, { cause });
  }
  return headers;
}

/**
 * The library tells the absence of credentials by its message alone. A refused refresh is a sign-in that ran out.
 * @see https://datatracker.ietf.org/doc/html/rfc6749#section-5.2
 */
function isMissing(reason: string): boolean {
  return /Could not load the default credentials|invalid_grant|invalid_rapt/.test(reason);
}
