import { SAGA_FUNCTIONS } from '../../functions/src/core/event/names.ts';
import type { DeployedFunction } from './surface.ts';

/** Cloud Scheduler does it each minute. On a laptop nobody wants to wait for that. */
const PERIOD_MS = 500;

/**
 * Has the scheduled function of durable sagas look for what is due, again and again, if there is one.
 * @param functions Those in use, which are asked for each time. @returns what ends it.
 */
export function startWaking(functions: () => readonly DeployedFunction[]): () => Promise<void> {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    const wake = functions().find(({ name }) => name === SAGA_FUNCTIONS.wake)?.trigger;
    if (wake?.kind !== 'schedule') return;
    running ??= wake
      .run()
      // It has its line in the log, and the next run tries again.
      .catch(() => undefined)
      .finally(() => {
        running = undefined;
      });
  }, PERIOD_MS);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
