/** What the program ends with. Documented in docs/command-line.md. */
export const EXIT = { done: 0, notDone: 1, misused: 2, noCredentials: 3 } as const;

/** Something that was asked for cannot be done. The message is a sentence that says what to do; nobody needs the stack. */
export class Failure extends Error {
  override readonly name: string = 'Failure';
  /** What the program ends with because of it. */
  readonly exitCode: number = EXIT.notDone;
}

/** The program was called wrongly. */
export class UsageError extends Failure {
  override readonly name = 'UsageError';
  override readonly exitCode = EXIT.misused;
}
