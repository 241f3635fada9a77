import type { ScheduleFunction } from 'firebase-functions/v2/scheduler';
import { titleOf } from '../core/event/names.ts';
import { serviceSource } from '../core/secrets/service-source.ts';
import type { EventSource } from '../core/recover/missed-events.ts';
import { reconcileOnSchedule } from '../core/recover/reconcile-schedule.ts';
import { hasApiKey } from '../core/config/settings.ts';
import { runtime } from '../core/runtime.ts';
import { appliedConfig } from '../core/config/bundle.ts';
import { deployment } from './deployment.ts';
import { RECONCILE_DEFAULTS } from './function-defaults.ts';
import { cloudLogger } from './logger.ts';
import { endOfRun, scheduledFunction } from './scheduled-function.ts';

/**
 * The scheduled function that asks a provider's API for events that it could not deliver, and publishes them.
 * @returns undefined, which deploys nothing, if no API key is configured.
 */
export function reconcileFunction<Native>(source: EventSource<Native>): ScheduleFunction | undefined {
  const { provider } = source.integration;
  const settings = appliedConfig().settings(provider);
  if (!hasApiKey(settings)) return undefined;
  const schedule = settings.reconcileSchedule;
  const about = { name: `${provider}-reconcile`, provider };
  const deployed = deployment(about, RECONCILE_DEFAULTS, settings.functions.reconcile);
  const run = async () => {
    const endsAt = endOfRun(deployed);
    let log = cloudLogger();
    try {
      const ports = await runtime();
      ({ log } = ports);
      const services = serviceSource(appliedConfig(), ports.secrets);
      await reconcileOnSchedule(source, { settings, ports, services, log }, () => performance.now() < endsAt);
    } catch (error) {
      log.error(`${titleOf(provider)} Events Not Reconciled`, { error });
      throw error;
    }
  };
  return scheduledFunction({ schedule, ...deployed }, run);
}
