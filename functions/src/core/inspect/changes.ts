/** Tells what has changed, as it changes. Only the local host knows. */
export interface ChangeFeed {
  /** @returns ends the subscription. */
  subscribe(listener: (change: Change) => void): () => void;
}

/** What has changed since the last one; what is named twice changed twice or once. */
export interface Change {
  /** Ids of events. */
  readonly events: readonly string[];
  readonly requests: boolean;
  readonly letters: boolean;
  /** Collections of records. */
  readonly records: readonly string[];
  /** The code that runs, or what is wrong with the code that was saved. */
  readonly code: boolean;
}
