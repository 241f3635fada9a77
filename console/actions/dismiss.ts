import { dismiss, MAX_DISMISS_REASON } from '../../functions/src/core/letters/dismiss.ts';
import { letters } from '../../functions/src/core/letters/letters.ts';
import { ApiError } from '../replies.ts';
import type { Action, Recovery } from './action.ts';
import { optionalText, type Input } from './input.ts';
import { lettersIn } from './letters.ts';

/** `POST /api/letters/dismiss` */
export function dismissAction(input: Input, recovery: Recovery): Action {
  const filter = lettersIn(input);
  const reason = optionalText(input, 'reason');
  if (reason !== undefined && reason.length > MAX_DISMISS_REASON) {
    throw new ApiError(400, 'bad-request', `reason must not exceed ${MAX_DISMISS_REASON} characters.`);
  }
  return {
    will: async () => {
      let open = 0;
      for await (const _letter of letters(recovery.store, { ...filter, status: 'open' })) open++;
      if (open === 0) return 'None of these dead letters is open, so nothing will be dismissed.';
      return open === 1
        ? 'One dead letter is marked as dismissed. It is kept, and can still be redriven from its own page.'
        : `${open} dead letters are marked as dismissed. They are kept, and each can still be redriven from its own page.`;
    },
    run: () => dismiss(recovery, filter, reason),
  };
}
