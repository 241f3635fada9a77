import { waitingWords } from '../../functions/src/core/inspect/pauses.ts';
import type { ConsolePorts } from '../ports.ts';
import { pausesOf } from '../reads/pauses.ts';
import { ApiError } from '../replies.ts';
import type { Action } from './action.ts';

/** `POST /api/pauses/:consumer/resume` */
export async function resumeAction(consumer: string, ports: ConsolePorts): Promise<Action> {
  const pauses = pausesOf(ports);
  const pause = (await pauses.paused()).find((one) => one.consumer === consumer);
  if (pause === undefined) throw new ApiError(404, 'not-found', `${consumer} is not paused.`);
  return {
    will: () => Promise.resolve(`${consumer} gets everything that waits for it: ${waitingWords(pause)}.`),
    run: async () => ({ consumer, resumed: await pauses.resume(consumer) }),
  };
}
