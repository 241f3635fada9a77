import { instances } from '../../functions/src/core/inspect/instances.ts';
import type { ConsolePorts, MovableClock } from '../ports.ts';
import { sagasOf, timeOf } from '../reads/sagas.ts';
import { ApiError } from '../replies.ts';
import type { Action } from './action.ts';
import { requiredDuration, type Input } from './input.ts';

/** More are not counted. */
const MOST = 1_000;

/** `POST /api/clock/advance` */
export function advanceClockAction(input: Input, ports: ConsolePorts): Action {
  const sagas = sagasOf(ports);
  const clock = clockOf(sagas.clock);
  const ms = requiredDuration(input, 'ms');
  return {
    will: async () => {
      const to = new Date(sagas.now().getTime() + ms);
      const listed = await instances(sagas.store, { limit: MOST });
      const due = listed.filter(({ dueAt = Infinity }) => dueAt <= to.getTime()).length;
      return `For durable sagas it is ${to.toISOString().slice(0, 16).replace('T', ' ')} UTC then, and ${dueWords(due)}. The clock cannot go back. Leases, retention and signatures keep real time.`;
    },
    run: () => {
      clock.advance(ms);
      return Promise.resolve(timeOf(sagas));
    },
  };
}

function clockOf(clock: MovableClock | undefined): MovableClock {
  if (clock !== undefined) return clock;
  throw new ApiError(404, 'local-only', 'Only the local host has a clock that can be moved.');
}

function dueWords(due: number): string {
  if (due === 0) return 'nothing becomes due at any instance';
  if (due === 1) return 'something becomes due at one instance';
  return `something becomes due at ${due === MOST ? `${MOST} instances or more` : `${due} instances`}`;
}
