import type { LetterFilter } from '../../functions/src/core/letters/letters.ts';
import { ApiError } from '../replies.ts';
import { flag, optionalText, optionalTexts, type Input } from './input.ts';

/** The dead letters that an action is about. @throws {ApiError} `bad-request`: nothing is chosen by leaving it out. */
export function lettersIn(input: Input): LetterFilter {
  const ids = optionalTexts(input, 'ids');
  const [provider, consumer, issue] = ['provider', 'consumer', 'issue'].map((name) => optionalText(input, name));
  const isChosen = [ids, provider, consumer, issue].some((filter) => filter !== undefined);
  if (!isChosen && !flag(input, 'all')) {
    throw new ApiError(400, 'bad-request', 'Specify which dead letters: ids, issue, provider, consumer, or all: true.');
  }
  return {
    ...(ids !== undefined && { ids }),
    ...(provider !== undefined && { provider }),
    ...(consumer !== undefined && { consumer }),
    ...(issue !== undefined && { issue }),
  };
}
