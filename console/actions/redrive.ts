import { letters, type LetterFilter } from '../../functions/src/core/letters/letters.ts';
import { redrivable, redrive } from '../../functions/src/core/letters/redrive.ts';
import type { Action, Recovery } from './action.ts';
import type { Input } from './input.ts';
import { lettersIn } from './letters.ts';

/** `POST /api/letters/redrive` */
export function redriveAction(input: Input, recovery: Recovery): Action {
  const filter = lettersIn(input);
  return {
    will: async () => {
      const { open, withoutBytes } = await count(recovery, filter);
      if (open === 0) return (await isTold(recovery, filter)) ? TOLD : NONE_OPEN;
      const those =
        open === 1 ? 'One dead letter is sent to its consumer' : `${open} dead letters are sent to their consumers`;
      const left =
        withoutBytes === 0
          ? ''
          : ` ${withoutBytes} more were too large to store: redrive them with npx integrations replay --dead.`;
      return `${those} again. Commands that already succeeded do not run again.${left}`;
    },
    run: () => redrive(recovery, filter),
  };
}

const NONE_OPEN = 'None of these dead letters is open, so nothing will be sent.';
const TOLD =
  'Nothing will be sent: the durable saga was told that its command was given up on, and has gone on. To send the command all the same, use npx integrations dead-letters redrive --force.';

async function isTold({ store }: Recovery, filter: LetterFilter): Promise<boolean> {
  for await (const { told = false, status } of letters(store, filter)) if (told && status === 'open') return true;
  return false;
}

async function count({ store }: Recovery, filter: LetterFilter): Promise<{ open: number; withoutBytes: number }> {
  let [open, withoutBytes] = [0, 0];
  for await (const { data } of redrivable(store, filter)) {
    if (data === undefined) withoutBytes++;
    else open++;
  }
  return { open, withoutBytes };
}
