import { isJsonObject } from '../../functions/src/core/event/json.ts';
import type { ApiAnswers, ApiRequest } from '../../functions/src/core/integration/samples.ts';
import type { ConsolePorts } from '../ports.ts';
import { ApiError } from '../replies.ts';
import type { Action } from './action.ts';
import { requiredText, type Input } from './input.ts';
import { addressOf, senderOf } from './send.ts';

/** `POST /api/answers`: what the stand-in for a provider's API answers about a sample that is sent next. */
export function answersAction(input: Input, ports: ConsolePorts): Action {
  const samples = senderOf(ports);
  const provider = requiredText(input, 'provider');
  addressOf(provider, ports);
  const answers = answersIn(input);
  const requests = Object.keys(answers);
  return {
    will: async () => `The local stand-in for the API of ${provider} answers ${requests.join(', ')}.`,
    run: async () => {
      await samples.answer(provider, answers);
      return { answers: requests.length };
    },
  };
}

function answersIn({ answers }: Input): ApiAnswers {
  const entries: readonly [string, unknown][] = isJsonObject(answers) ? Object.entries(answers) : [];
  const sound = entries.filter((entry): entry is [ApiRequest, Record<string, unknown>] => {
    const [request, answer] = entry;
    return /^(?:GET|POST) \/\S*$/.test(request) && isJsonObject(answer);
  });
  if (sound.length > 0 && sound.length === entries.length) return Object.fromEntries(sound);
  throw new ApiError(
    400,
    'bad-request',
    'answers must name requests and hold a JSON object for each: { "GET /v1/charges/ch_1": { … } }.',
  );
}
