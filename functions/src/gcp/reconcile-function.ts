import { onSchedule, type ScheduleFunction, type ScheduleOptions } from 'firebase-functions/v2/scheduler';
import { titleOf } from '../core/event/names.ts';
import { serviceSource } from '../core/handle/service.ts';
import type { EventSource } from '../core/ingest/missed-events.ts';
import { reconcileOnSchedule } from '../core/ingest/reconcile-schedule.ts';
import { hasApiKey } from '../core/options.ts';
import { runtime } from '../core/runtime.ts';
import { config } from '../integrations.config.ts';

/**
 * The scheduled function that asks a provider's API for events that it could not deliver, and publishes them.
 * @returns undefined, which deploys nothing, where no API key is configured.
 */
export function reconcileFunction<Native>(
  source: EventSource<Native>,
  options: Omit<ScheduleOptions, 'schedule'>,
): ScheduleFunction | undefined {
  const { provider } = source.integration;
  const settings = config.settings(provider);
  if (!hasApiKey(settings)) return undefined;
  const schedule = settings.reconcileSchedule;
  return onSchedule({ region: config.region, schedule, ...options }, async () => {
    const { log, ...ports } = await runtime();
    const services = serviceSource((name) => config.settings(name), ports.secrets);
    try {
      await reconcileOnSchedule(source, settings, ports, services, log);
    } catch (error) {
      log.error(`${titleOf(provider)} Events Not Reconciled`, { error });
      throw error;
    }
  });
}
