import { STEERING, type Delivery } from '../delivery.ts';
import { titleOf } from '../event/names.ts';
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
  log.info(`${title} Event Handled`, { attempt, commands: plan.steps.length, ...latencyOf(delivery, now) });
}

/** Milliseconds since the request arrived; none for a redrive or a replay, which someone asked for later. */
function latencyOf({ attributes }: Delivery, now: Date): { latencyMs?: number } {
  const received = Date.parse(attributes['receivedtime'] ?? '');
  const isRepeat = [STEERING.consumer, STEERING.redrive].some((name) => attributes[name] !== undefined);
  if (isRepeat || Number.isNaN(received)) return {};
  return { latencyMs: Math.max(0, now.getTime() - received) };
}
