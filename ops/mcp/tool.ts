import type * as z from 'zod';

/** One command of the command line, as an agent calls it. */
export interface Tool {
  /** The words of the command: `dead-letters list`. The tool's name is made of them: `dead_letters_list`. */
  readonly command: string;
  readonly description: string;
  /** The one place that it works in; left out if it works in both. */
  readonly only?: 'thisMachine' | 'project';
  /** The options of the command that a tool appends by itself, beside `--project` and `--json`. */
  readonly takes?: readonly ('codebase' | 'yes')[];
  /** What the agent says: options by their names, with `_` for `-`. Where the command reads or writes is not among it. */
  readonly input: z.ZodObject;
  /** Those of the input that the command takes as words, in their order. */
  readonly words?: readonly string[];
}

/** `dead-letters list` → `dead_letters_list`: letters, digits and `_`, as every client accepts them. */
export function nameOf({ command }: Pick<Tool, 'command'>): string {
  return command.replaceAll(/[ -]/g, '_');
}
