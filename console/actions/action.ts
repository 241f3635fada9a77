import type { ConsolePorts } from '../ports.ts';
import { ApiError } from '../replies.ts';

/** Something that the console can do, before it is done. */
export interface Action {
  /** Says in a sentence what it would change, and changes nothing. */
  will(): Promise<string>;
  run(): Promise<object>;
}

export type Recovery = NonNullable<ConsolePorts['recovery']>;

/** What an action needs to change things. @throws {ApiError} `read-only` */
export function recoveryOf({ recovery }: ConsolePorts): Recovery {
  if (recovery !== undefined) return recovery;
  throw new ApiError(403, 'read-only', 'This console is read-only. Start it with --write to allow changes.');
}
