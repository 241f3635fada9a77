/** Who we are to Google's APIs. */
export interface Credentials {
  /** The headers of a request that proves it. */
  headers(): Promise<Readonly<Record<string, string>>>;
  /** The project, where the environment does not name it. */
  projectId(): Promise<string>;
  /**
   * Forgets what was refused, so that the next headers are new ones.
   * @param refused What {@link headers} gave. If others have been given since, nothing happens.
   */
  renew(refused: Readonly<Record<string, string>>): void;
}

/** What Google's clients show an emulator: Firestore's then lets them through whatever its rules say. */
export const emulatorCredentials: Credentials = {
  headers: () => Promise.resolve({ authorization: 'Bearer owner' }),
  projectId: () => Promise.reject(new Error('Set GCLOUD_PROJECT: an emulator does not know the project.')),
  renew: () => undefined,
};
