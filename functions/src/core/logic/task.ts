import type { IntegrationEvent } from '../event/integration-event.ts';
import type { Context, RecordChanges } from './context.ts';
import { requireNothing } from './returned.ts';
import type { ConsumerOptions } from './saga.ts';

interface TaskOf extends ConsumerOptions {
  /** Whether the task handles the event. It runs on every delivery and must be pure. An error fails the task. */
  accepts(event: IntegrationEvent): boolean;
}

/** A task with everything that a context offers. */
interface ContextTask extends TaskOf {
  readonly kind: 'context';
  run(event: IntegrationEvent, context: Context): void | Promise<void>;
}

/** A task that changes records, and nothing else. */
interface RecordTask extends TaskOf {
  readonly kind: 'records';
  change(event: IntegrationEvent, records: RecordChanges): void;
}

export type TaskDefinition = ContextTask | RecordTask;

export interface TaskOptions<Event> extends ConsumerOptions {
  /** Selects events. It runs on every delivery and must be pure. Events that it refuses cost no write to the ledger. */
  readonly when?: (event: Event) => boolean;
}

/**
 * Declares a background task: one step per event, without a saga. The generator finds it by this call and names it after
 * the exported constant. The same rules hold as for a command handler, see `commandHandler`.
 * @param run Runs once the event is claimed, and again if it fails or its process dies.
 * @example
 * export const notifySupport = task(StripeEvent, async ({ event }, context) => { … }, { isolated: true });
 */
export function task<Event extends IntegrationEvent>(
  type: abstract new (...args: never[]) => Event,
  run: (event: Event, context: Context) => void | Promise<void>,
  options: TaskOptions<Event> = {},
): ContextTask {
  const { given, ...selected } = selection(type, options);
  return { ...selected, kind: 'context', run: (event, context) => run(given(event), context) };
}

/**
 * Declares a background task that only changes records. The same rules hold as for a handler of records, see
 * `recordHandler`: an event that nothing else wants is handled in one commit.
 * @param change Runs before the event is claimed, and may run more than once. It must be pure and return nothing.
 * @example
 * export const countDeliveries = recordTask(ResendEvent, ({ event }, records) => {
 *   records.update('counts', event.type, (current) => ({ count: Number(current?.['count'] ?? 0) + 1 }));
 * });
 */
export function recordTask<Event extends IntegrationEvent>(
  type: abstract new (...args: never[]) => Event,
  change: (event: Event, records: RecordChanges) => undefined,
  options: TaskOptions<Event> = {},
): RecordTask {
  const { given, ...selected } = selection(type, options);
  return {
    ...selected,
    kind: 'records',
    change: (event, records) => requireNothing(change(given(event), records), 'A recordTask', 'task'),
  };
}

/** The events that a task takes. `given` narrows one of them, and throws for any other. */
function selection<Event extends IntegrationEvent>(
  type: abstract new (...args: never[]) => Event,
  { when, ...options }: TaskOptions<Event>,
): TaskOf & { readonly given: (event: IntegrationEvent) => Event } {
  const isMine = (event: IntegrationEvent): event is Event => event instanceof type;
  return {
    ...options,
    accepts: (event) => isMine(event) && (when?.(event) ?? true),
    given: (event) => {
      if (isMine(event)) return event;
      throw new TypeError('The task was given an event of another class.');
    },
  };
}
