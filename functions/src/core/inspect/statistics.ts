/** Tells what happened minute by minute, for people. Only the local host counts so. */
export interface MinuteReader {
  /** The last minutes, one bucket each, the oldest first; minutes without anything are there too. */
  minutes(count: number): Promise<readonly MinuteStatistics[]>;
}

/** Tells what happened in all, for people. */
export interface TotalsReader {
  /** Totals of these providers and consumers, by their names. What cannot be known here is left out. */
  totals(of: { readonly providers: readonly string[]; readonly consumers: readonly string[] }): Promise<Totals>;
}

/** What happened within one minute. */
export interface MinuteStatistics {
  /** RFC 3339, its start. */
  readonly time: string;
  /** Requests that arrived, the refused ones among them. */
  readonly received: number;
  readonly refused: number;
  readonly published: number;
  /** Times that a consumer finished an event. */
  readonly handled: number;
  /** Attempts that failed and are tried again. */
  readonly retried: number;
  readonly dead: number;
  /** Milliseconds from a request's arrival to the end of its event's handling; absent if nothing was handled. */
  readonly p50ms?: number;
  readonly p95ms?: number;
}

export interface Totals {
  readonly providers: ReadonlyMap<string, ProviderTotals>;
  readonly consumers: ReadonlyMap<string, ConsumerTotals>;
}

export interface ProviderTotals {
  readonly received?: number;
  readonly refused?: number;
  readonly published?: number;
  /** Dead letters that wait for somebody to redrive or dismiss them. */
  readonly openLetters?: number;
}

export interface ConsumerTotals {
  readonly handled?: number;
  /** Deliveries that failed and wait for the next attempt. */
  readonly retrying?: number;
  /** Events that were given up on and not redriven since; where open letters are counted, not dismissed ones either. */
  readonly dead?: number;
  /** Deliveries that wait for their first attempt, or are under way. */
  readonly waiting?: number;
  readonly commands?: readonly CommandTotals[];
}

export interface CommandTotals {
  /** `<saga>/<Command.type>`, or the task's name. */
  readonly name: string;
  readonly done: number;
  readonly failed: number;
}
