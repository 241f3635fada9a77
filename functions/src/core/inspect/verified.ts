/** Reads which requests were proven to be authentic, and whether an old secret did it. */
export interface VerifiedReader {
  /** The events that were verified since then, once for each time that one arrived. */
  verified(whose: Receiver, since: Date): Promise<readonly VerifiedEvent[]>;
}

/** Whose events are meant. */
export interface Receiver {
  readonly provider: string;
  /** Only those of this account, if the provider has many. */
  readonly account?: string | undefined;
}

/** An event that was verified. */
export interface VerifiedEvent {
  readonly id: string;
  readonly at: Date;
  /** Whether a newer secret was configured beside the one that verified it. */
  readonly isOld: boolean;
}
