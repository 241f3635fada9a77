import type { GoogleAuth } from 'google-auth-library';
import { MetadataCredentials } from './metadata-credentials.ts';

/** Who we are to Google's APIs. */
export interface Credentials {
  /** The headers of a request that proves it. */
  headers(): Promise<Readonly<Record<string, string>>>;
  /** The project, where the environment does not name it. */
  projectId(): Promise<string>;
  /** Forgets what was refused, so that the next headers are new ones. */
  renew(): void;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Application Default Credentials: a file that the environment names, the login of gcloud, or the metadata server.
 * On Cloud Run, where it can only be the metadata server, that is asked directly: google-auth-library takes longer to
 * load than everything else up to the first published event. Anywhere else the library finds out.
 * @see https://cloud.google.com/docs/authentication/application-default-credentials
 */
export function defaultCredentials(environment: Environment = process.env): Credentials {
  const isOnCloudRun = environment['K_SERVICE'] !== undefined && environment['FUNCTIONS_EMULATOR'] !== 'true';
  const hasFile = Boolean(environment['GOOGLE_APPLICATION_CREDENTIALS'] || environment['CLOUDSDK_CONFIG']);
  return isOnCloudRun && !hasFile ? new MetadataCredentials() : new LibraryCredentials();
}

/** What Google's clients show an emulator: Firestore's then lets them through whatever its rules say. */
export const emulatorCredentials: Credentials = {
  headers: () => Promise.resolve({ authorization: 'Bearer owner' }),
  projectId: () => Promise.reject(new Error('Set GCLOUD_PROJECT: an emulator does not know the project.')),
  renew: () => undefined,
};

/** Those of google-auth-library, which keeps and renews tokens itself. */
class LibraryCredentials implements Credentials {
  #auth: Promise<GoogleAuth> | undefined;

  async headers(): Promise<Readonly<Record<string, string>>> {
    const auth = await this.#load();
    return Object.fromEntries(await auth.getRequestHeaders());
  }

  async projectId(): Promise<string> {
    return (await this.#load()).getProjectId();
  }

  renew(): void {
    this.#auth = undefined;
  }

  #load(): Promise<GoogleAuth> {
    this.#auth ??= loadLibrary();
    return this.#auth;
  }
}

async function loadLibrary(): Promise<GoogleAuth> {
  const { GoogleAuth } = await import('google-auth-library');
  const auth = new GoogleAuth({ scopes: 'https://www.googleapis.com/auth/cloud-platform' });
  // As Google's own clients do it: the key of a service account signs its requests itself, no token has to be fetched.
  auth.useJWTAccessWithScope = true;
  return auth;
}
