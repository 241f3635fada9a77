/** Reads what was logged while an event was handled, for people. Only the local host keeps it. */
export interface HandlingLogReader {
  /** The logs of the last deliveries of an event, in the order in which these ended. */
  logs(event: { readonly source: string; readonly id: string }): Promise<readonly HandlingLog[]>;
}

/** What one delivery logged. */
export interface HandlingLog {
  readonly consumer: string;
  /** Its place among the deliveries of its message, from 1. */
  readonly delivery: number;
  /** How many lines before these are not kept. */
  readonly omitted: number;
  readonly lines: readonly LoggedLine[];
}

export interface LoggedLine {
  /** RFC 3339 */
  readonly time: string;
  readonly severity: string;
  readonly message: string;
  /** The others, without those that every line of the delivery has. */
  readonly fields: Readonly<Record<string, unknown>>;
}
