const DAY_MS = 24 * 60 * 60_000;

/** How long something is kept. */
export interface Period {
  readonly days: number;
  readonly ms: number;
  /** For sentences: `35 days`. */
  readonly text: string;
}

/**
 * How long the service keeps what expires by itself. How long the topics keep events is a setting, `topicRetentionDays`.
 * docs/operate/retention.md lists everything that is kept; `tests/shipped/retention.test.ts` holds the
 * documents to these periods.
 */
export const RETENTION = {
  /**
   * A ledger entry, after its last change. An event that arrives again after that is handled a second time, so an entry
   * has to outlast the retention of the topics (at most 31 days) and every provider's retries.
   */
  ledgerEntry: daysOf(35),
  /** The body of a large event, in the bucket. A message may refer to it for as long as a topic keeps the message. */
  largeBody: daysOf(35),
  /**
   * An instance of a durable saga that waits for nothing, after its last fact or command. It remembers its events for as
   * long as they may come again.
   */
  quietInstance: daysOf(35),
  /** The position of a reconcile run, after its last page. A run that resumes later starts over. */
  reconcileRun: daysOf(35),
} as const satisfies Readonly<Record<string, Period>>;

function daysOf(days: number): Period {
  return { days, ms: days * DAY_MS, text: `${days} days` };
}
