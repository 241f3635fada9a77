import { SAGA_FUNCTIONS } from '../../functions/src/core/event/names.ts';
import type { DeployedFunction } from './surface.ts';

/** Cloud Scheduler does it each minute. On a laptop nobody wants to wait for that. */
const PERIOD_MS = 500;

/** Has the scheduled function of durable sagas look for what is due, again and again. @returns what ends it. */
export function startWaking(functions: readonly DeployedFunction[]): () => Promise<void> {
  const wake = functions.find(({ name }) => name === SAGA_FUNCTIONS.wake)?.trigger;
  if (wake?.kind !== 'schedule') return () => Promise.resolve();
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
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
