import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import { startLocalHost } from '../../local/local-host.ts';

/** The local host as a separate process, over the state folder that is its argument. Prints where it takes webhooks. */
const [stateDir = ''] = process.argv.slice(2);
const settings = { project: 'demo-bench', stateDir, port: 0, consolePort: 0, backoffScale: 0.1 };
const host = await startLocalHost(
  settings,
  createLogger(() => undefined, 'error'),
);
process.send?.(host.endpoints.get('stripe-webhook'));
