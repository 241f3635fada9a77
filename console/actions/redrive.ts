import { letters, type LetterFilter } from '../../functions/src/core/recover/letters.ts';
import { redrive } from '../../functions/src/core/recover/redrive.ts';
import { ApiError } from '../replies.ts';
import { flag, optionalText, optionalTexts, type Input } from './input.ts';
import type { Action, Recovery } from './action.ts';

/** `POST /api/letters/redrive` */
export function redriveAction(input: Input, recovery: Recovery): Action {
  const filter = filterIn(input);
  return {
    will: async () => {
      const { open, withoutBytes } = await count(recovery, filter);
      if (open === 0) return 'None of these dead letters is open: nothing will be sent.';
      const those =
        open === 1 ? 'One dead letter is sent to its consumer' : `${open} dead letters are sent to their consumers`;
      const left =
        withoutBytes === 0 ? '' : ` ${withoutBytes} more were too large to be kept: replay their events instead.`;
      return `${those} again; commands that were done are not done again.${left}`;
    },
    run: () => redrive(recovery, filter),
  };
}

/** Nothing is redriven by leaving something out. */
function filterIn(input: Input): LetterFilter {
  const [ids, provider, consumer] = [
    optionalTexts(input, 'ids'),
    optionalText(input, 'provider'),
    optionalText(input, 'consumer'),
  ];
  if (ids === undefined && provider === undefined && consumer === undefined && !flag(input, 'all')) {
    throw new ApiError(400, 'bad-request', 'Say which dead letters: ids, provider or consumer, or all: true.');
  }
  return {
    ...(ids !== undefined && { ids }),
    ...(provider !== undefined && { provider }),
    ...(consumer !== undefined && { consumer }),
  };
}

async function count({ store }: Recovery, filter: LetterFilter): Promise<{ open: number; withoutBytes: number }> {
  let [open, withoutBytes] = [0, 0];
  for await (const { data } of letters(store, { ...filter, status: 'open' })) {
    if (data === undefined) withoutBytes++;
    else open++;
  }
  return { open, withoutBytes };
}
