import type { LetterFilter } from '../../functions/src/core/letters/letters.ts';
import { ApiError } from '../replies.ts';
import { flag, optionalText, optionalTexts, type Input } from './input.ts';

/** The dead letters that an action is about. @throws {ApiError} `bad-request`: nothing is chosen by leaving it out. */
export function lettersIn(input: Input): LetterFilter {
  const [ids, provider, consumer] = [
    optionalTexts(input, 'ids'),
    optionalText(input, 'provider'),
    optionalText(input, 'consumer'),
  ];
  if (ids === undefined && provider === undefined && consumer === undefined && !flag(input, 'all')) {
    throw new ApiError(400, 'bad-request', 'Specify which dead letters: ids, provider, consumer, or all: true.');
  }
  return {
    ...(ids !== undefined && { ids }),
    ...(provider !== undefined && { provider }),
    ...(consumer !== undefined && { consumer }),
  };
}
