import type { Terminal } from './terminal.ts';

/** One thing that the program does. Each has its own file in `commands/`, loaded when it is asked for. */
export interface Command {
  /** What `--help` prints: what it does, how to call it, its options. */
  readonly usage: string;
  /**
   * Does it. Errors whose messages are sentences for people may be thrown.
   * @param args The arguments after the command's name.
   * @param program Runs another command.
   * @returns the exit code.
   */
  run(args: readonly string[], terminal: Terminal, program: Program): number | Promise<number>;
}

/** Runs the command that the words name. @returns its exit code. */
export type Program = (words: readonly string[], terminal: Terminal) => Promise<number>;
