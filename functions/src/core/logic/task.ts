import type { IntegrationEvent } from '../event/integration-event.ts';
import type { Context } from './context.ts';
import type { ConsumerOptions } from './saga.ts';

export interface TaskDefinition extends ConsumerOptions {
  /** Whether the task handles the event. It runs on every delivery and must be pure. An error fails the task. */
  accepts(event: IntegrationEvent): boolean;
  run(event: IntegrationEvent, context: Context): void | Promise<void>;
}

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
  { when, ...options }: TaskOptions<Event> = {},
): TaskDefinition {
  const isMine = (event: IntegrationEvent): event is Event => event instanceof type;
  return {
    ...options,
    accepts: (event) => isMine(event) && (when?.(event) ?? true),
    run: (event, context) => {
      if (isMine(event)) return run(event, context);
      throw new TypeError('The task was given an event of another class.');
    },
  };
}
