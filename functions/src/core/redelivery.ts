import { titleOf } from './event/names.ts';
import type { LogFields, Logger, LogLevel } from './telemetry/logger.ts';

/** Why a message is delivered again, as the log says it. `docs/operate/repeated-event.md` has what to do about each. */
export type RedeliveryCause =
  /** A command or a saga failed for now; the attempt is counted. */
  | 'command-failed'
  /** Another delivery of the same event is at work on it, or others keep changing the instance of a durable saga. */
  | 'held'
  /** The lease ended, and another delivery has taken the event over. */
  | 'lease-lost'
  /** The store, a topic of ours, a secret or the bucket is out of reach. */
  | 'unreachable'
  /** A newer version of a durable saga has decided the instance, or only another one has the saga: it is left to that. */
  | 'newer-version'
  /** The function could not load what it works with: its configuration, its clients, or its own files. */
  | 'not-loaded';

/** The one line that a redelivery writes. Metrics and alerts count these texts. */
const LINES: Readonly<Record<RedeliveryCause, { readonly level: LogLevel; readonly text: string }>> = {
  'command-failed': { level: 'warn', text: 'Event Retried' },
  held: { level: 'info', text: 'Event Held' },
  'lease-lost': { level: 'warn', text: 'Event Lease Lost' },
  unreachable: { level: 'error', text: 'Event Not Handled' },
  'newer-version': { level: 'info', text: 'Event Held' },
  'not-loaded': { level: 'error', text: 'Event Not Handled' },
};

/**
 * Thrown to have Pub/Sub deliver a message again. Whoever throws it has stored what is to be kept; whoever answers the
 * delivery calls {@link logRedelivery} first, so that each redelivery has exactly one line of ours, with its cause.
 */
export class Redeliver extends Error {
  override readonly name = 'Redeliver';
  readonly why: RedeliveryCause;
  /** What the line tells beside the cause. */
  readonly details: LogFields;

  constructor(why: RedeliveryCause, message: string, details: LogFields = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.why = why;
    this.details = details;
  }
}

/** Writes the line of a redelivery. @param log Knows the consumer, the message and the event. */
export function logRedelivery(provider: string, { why, details, cause }: Redeliver, log: Logger): void {
  const { level, text } = LINES[why];
  const error = cause !== undefined && { error: cause };
  log[level](`${titleOf(provider)} ${text}`, { redelivery: why, ...details, ...error });
}
