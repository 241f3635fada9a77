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
 * Declares the handler of a class of commands; the generator finds it by this call. The handler runs outside
 * of any transaction and may run again: changes of records are staged by `context.records`, calls to the
 * outside take `context.idempotencyKey`.
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
