import type { GoogleAuth } from 'google-auth-library';
import { withinDeadline } from '../../core/deadline.ts';
import { Renewable } from '../renewable.ts';
import type { Credentials } from './credentials.ts';
import { MetadataCredentials } from './metadata-credentials.ts';

/** Longer than one try of a call lasts: what is slow is there for the next one. */
const ANSWER_DEADLINE_MS = 10_000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Application Default Credentials: a file that the environment names, the login of gcloud, or the metadata server.
 * On Cloud Run, if it can only be the metadata server, that is asked directly: google-auth-library takes longer to
 * load than everything else up to the first published event. Anywhere else the library finds out.
 * @see https://cloud.google.com/docs/authentication/application-default-credentials
 */
export function defaultCredentials(environment: Environment = process.env): Credentials {
  const isOnCloudRun = environment['K_SERVICE'] !== undefined && environment['FUNCTIONS_EMULATOR'] !== 'true';
  const hasFile = Boolean(environment['GOOGLE_APPLICATION_CREDENTIALS'] || environment['CLOUDSDK_CONFIG']);
  return isOnCloudRun && !hasFile ? new MetadataCredentials() : new LibraryCredentials();
}

let shared: Credentials | undefined;

/** Those of this process, the same for all services: an instance asks the metadata server for one token. */
export function sharedCredentials(): Credentials {
  shared ??= defaultCredentials();
  return shared;
}

/** Those of google-auth-library, which keeps and renews tokens itself. */
class LibraryCredentials implements Credentials {
  readonly #auth = new Renewable(loadLibrary, async () => undefined);
  /** Which of them gave which headers. */
  readonly #givenBy = new WeakMap<object, Promise<GoogleAuth>>();

  async headers(): Promise<Readonly<Record<string, string>>> {
    const loading = this.#auth.get();
    const asking = loading.then((auth) => auth.getRequestHeaders());
    try {
      const headers = Object.fromEntries(await withinDeadline(asking, ANSWER_DEADLINE_MS, noAnswer));
      this.#givenBy.set(headers, loading);
      return headers;
    } catch (error) {
      // All services share it: whoever comes next must not wait for what this one waited for.
      this.#auth.leave(loading, 0);
      throw error;
    }
  }

  async projectId(): Promise<string> {
    return (await this.#auth.get()).getProjectId();
  }

  renew(refused: Readonly<Record<string, string>>): void {
    const giver = this.#givenBy.get(refused);
    if (giver !== undefined) this.#auth.leave(giver, 0);
  }
}

function noAnswer(): Error {
  return new Error(`There were no credentials within ${ANSWER_DEADLINE_MS} ms.`);
}

async function loadLibrary(): Promise<GoogleAuth> {
  const { GoogleAuth } = await import('google-auth-library');
  const auth = new GoogleAuth({ scopes: 'https://www.googleapis.com/auth/cloud-platform' });
  // As Google's own clients do it: the key of a service account signs its requests itself, no token has to be fetched.
  auth.useJWTAccessWithScope = true;
  return auth;
}
