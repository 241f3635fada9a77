import type { FunctionOptions } from '../core/config/function-options.ts';

/**
 * How each kind of function is deployed unless `integrations.config.ts` says otherwise.
 * @see https://firebase.google.com/docs/reference/functions/2nd-gen/node/firebase-functions.globaloptions
 */
interface FunctionDefaults extends FunctionOptions {
  /** Whole seconds, 1–540. A consumer's lease in the ledger follows from it. */
  readonly timeoutSeconds: number;
}

interface TopicDefaults extends FunctionDefaults {
  /** True, or Pub/Sub drops an event that failed once. */
  readonly retry: true;
}

/**
 * A webhook function reads bodies up to the integration's limit, 25 MiB at most, and parses a body once it has proven
 * authentic: eight of the largest at once take about 300 MB. An answer takes no longer than publishing does, so eight at
 * once are hundreds of requests per second. No provider waits longer than 15 s.
 */
export const WEBHOOK_DEFAULTS: FunctionDefaults & { readonly invoker: 'public' } = {
  invoker: 'public',
  timeoutSeconds: 15,
  memory: '512MiB',
  concurrency: 8,
  maxInstances: 40,
};

/** A message holds up to 10 MB, as text and parsed several times that: four of them fit into the memory. */
export const TOPIC_DEFAULTS: TopicDefaults = {
  retry: true,
  timeoutSeconds: 60,
  memory: '512MiB',
  concurrency: 4,
  maxInstances: 20,
};

/** Handlers mostly wait for Firestore and APIs; the limit on instances protects those APIs in a burst. */
export const SUBSCRIBER_DEFAULTS: TopicDefaults = {
  retry: true,
  timeoutSeconds: 60,
  memory: '512MiB',
  concurrency: 16,
  maxInstances: 20,
};

/** Dead letters are few, and they wait in their topic. */
export const DEAD_LETTER_DEFAULTS: TopicDefaults = {
  retry: true,
  timeoutSeconds: 60,
  memory: '512MiB',
  concurrency: 16,
  maxInstances: 2,
};

/** Reads the pages of the provider's list one after the other; the next run takes up what this one did not reach. */
export const RECONCILE_DEFAULTS: FunctionDefaults = {
  timeoutSeconds: 540,
  memory: '512MiB',
  concurrency: 1,
  maxInstances: 1,
};

/** Reads what is due and publishes a message for each, in pages; the next run takes up what this one did not reach. */
export const SAGA_WAKE_DEFAULTS: FunctionDefaults = {
  timeoutSeconds: 60,
  memory: '512MiB',
  concurrency: 1,
  maxInstances: 1,
};
