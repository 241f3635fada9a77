import { logRedelivery, Redeliver } from '../../core/redelivery.ts';
import type { Logger } from '../../core/telemetry/logger.ts';

/**
 * Loads what a function works with when the first message arrives, once for an instance, and again if that failed.
 * @returns what gives it. It throws {@link Redeliver} if it cannot be loaded, with one line in the log that says why.
 */
export function loadedOnce<T>(provider: string, load: () => Promise<T>): (log: Logger) => Promise<T> {
  let loading: Promise<T> | undefined;
  return async (log) => {
    loading ??= load();
    try {
      return await loading;
    } catch (cause) {
      loading = undefined;
      const redeliver = new Redeliver('not-loaded', 'The function could not be loaded.', {}, { cause });
      logRedelivery(provider, redeliver, log);
      throw redeliver;
    }
  };
}
