import { Redeliver } from '../../core/handle/redelivery.ts';
import { answerWith, rememberResponses } from '../http/current-response.ts';

/** Any status but a success has Pub/Sub deliver again. */
const SERVICE_UNAVAILABLE = 503;

/** What a function returns whose message is to be delivered again: the body of the answer. */
interface Again {
  readonly redelivery: string;
}

/** To be called as a topic-triggered function is defined, where this process serves one function and nothing else. */
export function prepareRedelivery(): void {
  if (process.env['FUNCTION_TARGET'] !== undefined) rememberResponses();
}

/**
 * Handles one message. A {@link Redeliver}, which has its line in the log by then, becomes an answer of 503.
 * @throws {Redeliver} if there is no request to answer: on the local host and in tests.
 */
export async function orRedeliver(handle: () => Promise<void>): Promise<Again | undefined> {
  try {
    await handle();
    return undefined;
  } catch (error) {
    if (error instanceof Redeliver && answerWith(SERVICE_UNAVAILABLE)) return { redelivery: error.why };
    throw error;
  }
}
