import type { Context } from './context.ts';

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

/** Does what a command says. */
export interface CommandHandler {
  readonly type: string;
  handles(command: Command): boolean;
  handle(command: Command, context: Context): void | Promise<void>;
}

/**
 * Declares the handler of a class of commands. The generator finds it by this call.
 * @param handle Runs once the event is claimed, outside any transaction. It may run more than once for the same command:
 *   pass `context.idempotencyKey` to every external call, and stop when `context.signal` aborts. Changes that it stages with
 *   `context.records.update` are committed together with the note that the command is done, or not at all. An error is
 *   retried with backoff until the attempts are exhausted; a `PermanentError` makes the event a dead letter at once. Other
 *   commands of the event still run. It must not leave work behind when it returns.
 */
export function commandHandler<C extends Command>(
  type: CommandType<C>,
  handle: (command: C, context: Context) => void | Promise<void>,
): CommandHandler {
  const isMine = (command: Command): command is C => command instanceof type;
  return {
    type: type.type,
    handles: isMine,
    handle: (command, context) => {
      if (isMine(command)) return handle(command, context);
      throw new TypeError(`The handler of ${type.type} was given another command.`);
    },
  };
}
