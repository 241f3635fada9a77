/** An API that the project has to have enabled, as the deploy manifest names it. */
export interface RequiredApi {
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
