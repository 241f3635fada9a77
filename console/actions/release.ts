import { MOST_PARKED, wakeAll, type ListedParked } from '../../functions/src/core/letters/wake-parked.ts';
import type { ConsolePorts } from '../ports.ts';
import { ApiError } from '../replies.ts';
import type { Action, Recovery } from './action.ts';
import { flag, optionalTexts, type Input } from './input.ts';

/** `POST /api/waiting/release` */
export async function releaseAction(input: Input, { parked }: ConsolePorts, recovery: Recovery): Promise<Action> {
  const ids = optionalTexts(input, 'ids');
  if (ids === undefined && !flag(input, 'all')) {
    throw new ApiError(400, 'bad-request', 'Specify which events: ids, or all: true.');
  }
  const isChosen = ({ id }: ListedParked) => ids?.includes(id) ?? true;
  const chosen = (await parked(MOST_PARKED)).filter(isChosen);
  return {
    will: async () => {
      if (chosen.length === 0) return 'None of these events is still waiting, so nothing will be sent.';
      const those = chosen.length === 1 ? 'One event is' : `${chosen.length} events are`;
      return `${those} sent to the consumer at once, before the time that the handler asked for. If the API is not ready, the handler may ask to wait again.`;
    },
    run: async () => ({ released: await wakeAll(recovery, chosen) }),
  };
}
