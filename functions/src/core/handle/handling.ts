import { RECOVERED, STEERING, type Delivery } from '../delivery.ts';
import { titleOf } from '../event/names.ts';
import { isState } from '../event/state-event.ts';
import type { DeathReport } from '../letters/dead-letter.ts';
import type { LedgerKey } from '../ledger/store.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Span } from '../telemetry/tracer.ts';
import type { PlannedEvent } from './planned-event.ts';

/**
 * How a delivery ended, for its span. An event that failed for now does not end here: it is redelivered. One `waits` if
 * something else knows when it is tried again: its record, if a handler asked for it, or the instance of a durable saga.
 */
export type Outcome = 'not mine' | 'nothing to do' | 'done' | 'dead' | 'waits';

/** How the handling of an event that there was something to do for ended. */
export type Ended = Exclude<Outcome, 'not mine' | 'nothing to do'>;

/** One delivery, and where the consumer reports about it. */
export interface Received {
  readonly delivery: Delivery;
  readonly log: Logger;
  readonly span: Span | undefined;
}

/** A delivery that was found to contain an event. */
export interface Handling extends Received, PlannedEvent {
  readonly key: LedgerKey;
  /** What the dead letter says beside the failure, if it comes to that. */
  readonly letter?: Pick<DeathReport, 'told'>;
}

/** Milliseconds since the message was published. Clocks differ, so it may be negative. */
export function ageOf({ publishTime }: Delivery, now: Date): number {
  return now.getTime() - publishTime.getTime();
}

/** The one line that says that an event was handled. Metrics count it. */
export function logHandled({ event, plan, delivery, log }: Handling, attempt: number, now: Date): void {
  const title = titleOf(event.envelope.provider);
  const about = { attempt, commands: plan.steps.length, ...latencyOf(delivery, now) };
  log.info(`${title} Event Handled`, isRecovered(event, delivery, now) ? { ...about, recovered: true } : about);
}

/** An event that is younger when the search finds it may still be on its way to the webhook. */
const ON_ITS_WAY_MS = 10 * 60_000;

/**
 * Whether the event is handled because the search for missed events found it, and not because somebody asked for it again. A
 * state is listed whether or not an event was missed: what it repairs is counted instead.
 */
function isRecovered({ envelope }: Handling['event'], delivery: Delivery, now: Date): boolean {
  if (delivery.attributes[RECOVERED] === undefined || isRepeat(delivery) || isState(envelope)) return false;
  return now.getTime() - Date.parse(envelope.time) > ON_ITS_WAY_MS;
}

/** The line that says that a record told less than the state that was listed. Its `undelivered` is counted as that of the search. */
export function logRepaired(
  repaired: ReadonlySet<string>,
  { log, provider, command }: { readonly log: Logger; readonly provider: string; readonly command: string },
): void {
  if (repaired.size > 0) log.info(`${titleOf(provider)} State Repaired`, { command, undelivered: repaired.size });
}

/** Milliseconds since the request arrived; none for a redrive or a replay, which someone asked for later. */
function latencyOf(delivery: Delivery, now: Date): { latencyMs?: number } {
  const received = Date.parse(delivery.attributes['receivedtime'] ?? '');
  if (isRepeat(delivery) || Number.isNaN(received)) return {};
  return { latencyMs: Math.max(0, now.getTime() - received) };
}

function isRepeat({ attributes }: Delivery): boolean {
  return [STEERING.consumer, STEERING.redrive].some((name) => attributes[name] !== undefined);
}
