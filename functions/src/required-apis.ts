/** An API that the project has to have enabled, as firebase-functions' `requiresAPI` takes it. */
interface RequiredApi {
  readonly api: `${string}.googleapis.com`;
  /** A sentence that the Firebase CLI shows when it asks whether to enable the API. */
  readonly reason: string;
}

/** What the bundle, and the commands around its deploy, need besides the APIs that the Firebase CLI enables by itself. */
export const REQUIRED_APIS: readonly RequiredApi[] = [
  { api: 'firestore.googleapis.com', reason: 'The ledger, dead letters and records are kept in Firestore.' },
  { api: 'secretmanager.googleapis.com', reason: 'Functions read the secrets that are configured by name.' },
  { api: 'cloudresourcemanager.googleapis.com', reason: 'The delivery policy grants Pub/Sub its roles.' },
  { api: 'monitoring.googleapis.com', reason: 'A deploy checks that no event waits for what it deletes.' },
];

/**
 * Has a function name the required APIs in the deploy manifest, while the Firebase CLI looks for functions. This is
 * where the loader looks for them: `requiresAPI` writes into the copy of firebase-functions that is bundled with us,
 * which the loader does not read.
 * @param loaded What a file of the bundle exports.
 */
export function withRequiredApis(loaded: unknown, environment: Readonly<Record<string, string | undefined>>): unknown {
  if (environment['FUNCTIONS_CONTROL_API'] !== 'true' || typeof loaded !== 'function') return loaded;
  const own: unknown = '__requiredAPIs' in loaded ? loaded.__requiredAPIs : undefined;
  const apis: readonly unknown[] = Array.isArray(own) ? own : [];
  return Object.assign(loaded, { __requiredAPIs: [...new Set([...apis, ...REQUIRED_APIS])] });
}
