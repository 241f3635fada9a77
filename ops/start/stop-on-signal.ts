import type { Logger } from '../../functions/src/core/telemetry/logger.ts';

/** The terminal, npm and the bootstrap script each pass one Ctrl-C on: within this time they are the same one. */
const ECHO_MS = 1_000;

/** Stops in good order on SIGINT or SIGTERM. A second one ends the process at once, and loses nothing either. */
export function stopOnSignal(stop: () => Promise<void>, log: Logger): void {
  let stoppingSince: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (stoppingSince !== undefined) {
      if (now - stoppingSince > ECHO_MS) process.exit(1);
      return;
    }
    stoppingSince = now;
    log.info('Integration Service stopping', { signal });
    void stop().then(() => {
      log.info('Integration Service stopped');
      return process.removeListener('SIGINT', onSignal).removeListener('SIGTERM', onSignal);
    });
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}
