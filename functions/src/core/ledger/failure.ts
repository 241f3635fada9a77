import { PermanentError } from '../event/errors.ts';
import { errorKindOf, stackOf } from '../event/error-stack.ts';
import { messageOf } from '../event/error-text.ts';
import type { CommandFailure } from './store.ts';

/** What failed, as it is kept. @param thrown Anything. */
export function failureOf(command: string, thrown: unknown): CommandFailure {
  const [kind, stack] = [errorKindOf(thrown), stackOf(thrown)];
  return {
    command,
    message: messageOf(thrown),
    permanent: PermanentError.is(thrown),
    ...(kind !== '' && { kind }),
    ...(stack !== undefined && { stack }),
  };
}
