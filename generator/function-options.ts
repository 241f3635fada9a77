/**
 * What each kind of function gets of the platform, spelled out in the generated files; integrations.config.ts may say
 * otherwise.
 * @see https://firebase.google.com/docs/reference/functions/2nd-gen/node/firebase-functions.globaloptions
 */

/**
 * The door. Bodies are read up to the integration's limit, 25 MiB at the most, and parsed once they are proven
 * authentic: eight of the largest at once take some 300 MB. An answer takes no longer than publishing does, so eight
 * are hundreds of requests in a second. No provider waits more than 15 s.
 */
export const WEBHOOK_OPTIONS = {
  invoker: 'public',
  timeoutSeconds: 15,
  memory: '512MiB',
  concurrency: 8,
  maxInstances: 40,
} as const;

/** Handlers wait for Firestore and APIs most of the time; the limit of instances spares these APIs in a burst. */
export const SUBSCRIBER_OPTIONS = {
  retry: true,
  timeoutSeconds: 60,
  memory: '512MiB',
  concurrency: 16,
  maxInstances: 20,
} as const;

/** Dead letters are few; they wait in their topic. */
export const DEAD_LETTER_OPTIONS = {
  retry: true,
  timeoutSeconds: 60,
  memory: '512MiB',
  concurrency: 16,
  maxInstances: 2,
} as const;

/** Pages of the provider's list, one after the other; what does not end in time is left to the next run. */
export const RECONCILE_OPTIONS = {
  timeoutSeconds: 540,
  memory: '512MiB',
  concurrency: 1,
  maxInstances: 1,
} as const;
