import type { ConsolePorts } from '../ports.ts';
import { pausesOf } from '../reads/pauses.ts';
import { ApiError } from '../replies.ts';
import type { Action } from './action.ts';

/** `POST /api/pauses/:consumer/pause` */
export async function pauseAction(consumer: string, ports: ConsolePorts): Promise<Action> {
  const pauses = pausesOf(ports);
  const known = await pauses.consumers();
  if (!known.includes(consumer)) {
    throw new ApiError(404, 'not-found', `No consumer is called ${consumer}. Choose from: ${known.join(', ')}.`);
  }
  return {
    will: async () => {
      const days = Math.round(await pauses.keptDays(consumer));
      return `${consumer} gets no events until it is resumed; what it is handling now is finished. Its events wait in their subscription, for up to ${days === 1 ? '1 day' : `${days} days`} each, and are dropped after that. The webhook goes on accepting events, and the other consumers go on handling them.`;
    },
    run: async () => ({ consumer, paused: await pauses.pause(consumer) }),
  };
}
