import { complete, completedChange, type CompletedChange, type Completion } from './completion.ts';
import type { Context, RecordChanges } from './context.ts';
import { requireNothing } from './returned.ts';

/**
 * What a saga wants done. Extend it with a `static readonly type`: a literal, since a minifier renames
 * classes and the ledger would take a renamed command for a new one.
 */
export abstract class Command {
  /** Tells apart several commands of one type from one saga and one event; unique among them. */
  readonly key?: string;
}

/** A class of commands, with the name that the ledger keeps. */
export interface CommandType<C extends Command> {
  readonly type: string;
  new (...args: never[]): C;
}

interface HandlerOf {
  readonly type: string;
  handles(command: Command): boolean;
  /** The command of stored fields, which a durable saga decided earlier. */
  revive(fields: CommandFields): Command;
}

/** The fields of a command, as JSON keeps them. */
export type CommandFields = Readonly<Record<string, unknown>>;

/** The command of stored fields, as an object of its class. Its constructor does not run. */
export function commandFrom<C extends Command>(type: CommandType<C>, fields: CommandFields): C {
  return Object.assign(Object.create(type.prototype), fields);
}

/** What a handler or a task that reaches outside may ask for. */
export interface RetryOptions {
  /** Whether it may throw a `RetryLater`: its event is put aside until the time that it names. */
  readonly retryLater?: boolean;
}

/** Does what a command says, with everything that a context offers. */
interface ContextHandler extends HandlerOf, RetryOptions {
  readonly kind: 'context';
  handle(command: Command, context: Context): void | Promise<void>;
}

/** Does what a command says by changing records, and by nothing else. */
interface RecordHandler extends HandlerOf, CompletedChange<Command> {
  readonly kind: 'records';
}

/** Does what a command says. */
export type CommandHandler = ContextHandler | RecordHandler;

/**
 * Declares the handler of a class of commands. The generator finds it by this call. If the handler only changes records,
 * declare it with {@link recordHandler}, which costs fewer accesses to the database.
 * @param handle Runs once the event is claimed, outside any transaction. It may run more than once for the same command:
 *   pass `context.idempotencyKey` to every external call, and stop when `context.signal` aborts. Changes that it stages with
 *   `context.records.update` are committed together with the note that the command is done, or not at all. An error is
 *   retried with backoff until the attempts are exhausted; a `PermanentError` makes the event a dead letter at once. Other
 *   commands of the event still run. It must not leave work behind when it returns.
 * @param options Say whether it may throw a `RetryLater`.
 */
export function commandHandler<C extends Command>(
  type: CommandType<C>,
  handle: (command: C, context: Context) => void | Promise<void>,
  options: RetryOptions = {},
): ContextHandler {
  const { given, ...selected } = commandsOf(type);
  return { ...selected, ...options, kind: 'context', handle: (command, context) => handle(given(command), context) };
}

/**
 * Declares the handler of a class of commands that only change records. If all commands of an event have such handlers,
 * the event costs one read and one write for each record and one write for the ledger, in two round trips: their changes
 * are committed together, on the condition that no delivery of the event has been handled. The generator finds it by this call.
 * @param change Runs before the event is claimed, and may run more than once. It must be pure: it stages changes with
 *   `records.update`, reads nothing, waits for nothing and returns nothing. Errors have the same effect as in a `commandHandler`.
 * @param completion For commands that may lack what the change needs, such as `stripeObject`: it is fetched then, after the
 *   event was claimed, and `change` gets it instead of the command.
 * @example
 * export const markLapsed = recordHandler(MarkLapsed, ({ customer }, records) => {
 *   records.update('customers', customer, (current) => ({ ...current, lapsed: true }));
 * });
 */
export function recordHandler<C extends Command>(
  type: CommandType<C>,
  change: (command: C, records: RecordChanges) => undefined,
): RecordHandler;
export function recordHandler<C extends Command, Whole>(
  type: CommandType<C>,
  change: (whole: Whole, records: RecordChanges) => undefined,
  completion: Completion<C, Whole>,
): RecordHandler;
export function recordHandler<C extends Command>(
  type: CommandType<C>,
  change: (whole: C, records: RecordChanges) => undefined,
  completion: Completion<C, C> = complete(),
): RecordHandler {
  const { given, ...selected } = commandsOf(type);
  const changed = completedChange(
    (whole: C, records) =>
      requireNothing(change(whole, records), `The recordHandler of ${type.type}`, 'commandHandler'),
    completion,
  );
  return {
    ...selected,
    kind: 'records',
    atHand: (command) => changed.atHand(given(command)),
    fetched: (command, context) => changed.fetched(given(command), context),
  };
}

/** The commands that a handler takes. `given` narrows one of them, and throws for any other. */
function commandsOf<C extends Command>(type: CommandType<C>): HandlerOf & { readonly given: (command: Command) => C } {
  const handles = (command: Command): command is C => command instanceof type;
  return {
    type: type.type,
    handles,
    revive: (fields) => commandFrom(type, fields),
    given: (command) => {
      if (handles(command)) return command;
      throw new TypeError(`The handler of ${type.type} was given another command.`);
    },
  };
}
