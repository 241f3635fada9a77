/** What the platform can do. Emulators can do less; nothing is left out of the policy for any other reason. */
export interface Capabilities {
  /** Days that a subscription may keep what is not acked. */
  readonly subscriptionRetentionDays: number;
  /** Whether the expiration of a subscription can be changed. */
  readonly expiration: boolean;
  readonly iam: boolean;
  /** Firestore's Admin API and Cloud Storage. */
  readonly storageAdmin: boolean;
}

export const GOOGLE_CLOUD: Capabilities = {
  subscriptionRetentionDays: 31,
  expiration: true,
  iam: true,
  storageAdmin: true,
};

/** Google's Pub/Sub emulator: it refuses more than 7 days and every change of the expiration, and has no IAM. */
export const PUBSUB_EMULATOR: Capabilities = {
  subscriptionRetentionDays: 7,
  expiration: false,
  iam: false,
  storageAdmin: false,
};
