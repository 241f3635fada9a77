import { isJsonObject, parseJson } from '../../functions/src/core/event/json.ts';
import type { ApiAnswers } from '../../functions/src/core/integration/samples.ts';
import { Failure } from '../exit.ts';
import { errorIn, fetchText } from './deliver.ts';
import type { Target } from './target.ts';

/**
 * Gives the local host what the provider's API has to answer about a sample, for business logic that fetches it. An endpoint
 * elsewhere asks the provider itself.
 * @throws {UnreachableError} @throws {Failure} if the host refuses them.
 */
export async function giveAnswers(
  { integration: { provider }, console }: Pick<Target, 'integration' | 'console'>,
  answers: ApiAnswers | undefined,
): Promise<void> {
  if (console === undefined || answers === undefined || Object.keys(answers).length === 0) return;
  const { status, text } = await fetchText(`${console.url}/api/answers`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${console.token}`,
      'content-type': 'application/json',
      'x-console-action': '1',
    },
    body: JSON.stringify({ provider, answers }),
  });
  if (status === 200) return;
  const reply = parseJson(text);
  const reason = isJsonObject(reply) ? errorIn(reply)?.message : undefined;
  throw new Failure(`The local host does not take what the API of ${provider} has to answer: ${reason ?? status}`);
}
