import type { IntegrationEvent } from '../event/integration-event.ts';
import { complete, completedChange, type CompletedChange, type Completion } from './completion.ts';
import type { RetryOptions } from './command.ts';
import type { Context, RecordChanges } from './context.ts';
import { requireNothing } from './returned.ts';
import type { ConsumerOptions } from './saga.ts';

interface TaskOf extends ConsumerOptions {
  /** Whether the task handles the event. It runs on every delivery and must be pure. An error fails the task. */
  accepts(event: IntegrationEvent): boolean;
}

/** A task with everything that a context offers. */
interface ContextTask extends TaskOf, RetryOptions {
  readonly kind: 'context';
  run(event: IntegrationEvent, context: Context): void | Promise<void>;
}

/** A task that changes records, and nothing else. */
interface RecordTask extends TaskOf, CompletedChange<IntegrationEvent> {
  readonly kind: 'records';
}

export type TaskDefinition = ContextTask | RecordTask;

export interface TaskOptions<Event> extends ConsumerOptions {
  /** Selects events. It runs on every delivery and must be pure. Events that it refuses cost no write to the ledger. */
  readonly when?: (event: Event) => boolean;
  /** Only a task that changes records has one: see {@link CompletedTaskOptions}. */
  readonly completion?: never;
}

/** Options of a task that gets what its events lack: see {@link recordTask}. */
export interface CompletedTaskOptions<Event, Narrowed extends Event, Whole> extends ConsumerOptions {
  /** Selects and narrows events, as in {@link TaskOptions}. */
  readonly when: (event: Event) => event is Narrowed;
  readonly completion: Completion<Narrowed, Whole>;
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
  { retryLater = false, ...options }: TaskOptions<Event> & RetryOptions = {},
): ContextTask {
  const { given, ...selected } = selection(type, options);
  return { ...selected, retryLater, kind: 'context', run: (event, context) => run(given(event), context) };
}

/**
 * Declares a background task that only changes records. The same rules hold as for a handler of records, see
 * `recordHandler`: an event that nothing else wants is handled in one commit.
 * @param change Runs before the event is claimed, and may run more than once. It must be pure and return nothing.
 * @param options.completion For events that may lack what the change needs, such as `stripeObject`: it is fetched then,
 *   after the event was claimed, and `change` gets it instead of the event.
 * @example
 * export const countDeliveries = recordTask(ResendEvent, ({ event }, records) => {
 *   records.update('counts', event.type, (current) => ({ count: Number(current?.['count'] ?? 0) + 1 }));
 * });
 */
export function recordTask<Event extends IntegrationEvent>(
  type: abstract new (...args: never[]) => Event,
  change: (event: Event, records: RecordChanges) => undefined,
  options?: TaskOptions<Event>,
): RecordTask;
export function recordTask<Event extends IntegrationEvent, Narrowed extends Event, Whole>(
  type: abstract new (...args: never[]) => Event,
  change: (whole: Whole, records: RecordChanges) => undefined,
  options: CompletedTaskOptions<Event, Narrowed, Whole>,
): RecordTask;
export function recordTask<Event extends IntegrationEvent>(
  type: abstract new (...args: never[]) => Event,
  change: (whole: Event, records: RecordChanges) => undefined,
  {
    completion = complete(),
    ...options
  }: Omit<TaskOptions<Event>, 'completion'> & { readonly completion?: Completion<Event, Event> } = {},
): RecordTask {
  const { given, ...selected } = selection(type, options);
  const changed = completedChange(
    (whole: Event, records) => requireNothing(change(whole, records), 'A recordTask', 'task'),
    completion,
  );
  return {
    ...selected,
    kind: 'records',
    atHand: (event) => changed.atHand(given(event)),
    fetched: (event, context) => changed.fetched(given(event), context),
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
