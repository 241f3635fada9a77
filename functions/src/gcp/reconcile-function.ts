import { onSchedule, type ScheduleFunction } from 'firebase-functions/v2/scheduler';
import { titleOf } from '../core/event/names.ts';
import type { FunctionOptions } from '../core/function-options.ts';
import { serviceSource } from '../core/handle/service.ts';
import type { EventSource } from '../core/ingest/missed-events.ts';
import { reconcileOnSchedule } from '../core/ingest/reconcile-schedule.ts';
import { hasApiKey } from '../core/options.ts';
import { runtime } from '../core/runtime.ts';
import { config } from '../integrations.config.ts';
import { deployment } from './deployment.ts';

/** What the generator writes out for each scheduled function. */
type GeneratedOptions = FunctionOptions & { readonly timeoutSeconds: number };

/** A run ends itself after this part of the function's time limit: a page takes its time, and so does the log. */
const TIME_SHARE = 0.8;

/**
 * The scheduled function that asks a provider's API for events that it could not deliver, and publishes them.
 * @param options As the generator wrote them; what is configured goes before them.
 * @returns undefined, which deploys nothing, where no API key is configured.
 */
export function reconcileFunction<Native>(
  source: EventSource<Native>,
  options: GeneratedOptions,
): ScheduleFunction | undefined {
  const { provider } = source.integration;
  const settings = config.settings(provider);
  if (!hasApiKey(settings)) return undefined;
  const schedule = settings.reconcileSchedule;
  const deployed = deployment({ name: `${provider}-reconcile`, provider }, options, settings.functions.reconcile);
  return onSchedule({ schedule, ...deployed }, async () => {
    const endsAt = performance.now() + deployed.timeoutSeconds * 1000 * TIME_SHARE;
    const { log, ...ports } = await runtime();
    const services = serviceSource((name) => config.settings(name), ports.secrets);
    try {
      await reconcileOnSchedule(source, { settings, ports, services, log }, () => performance.now() < endsAt);
    } catch (error) {
      log.error(`${titleOf(provider)} Events Not Reconciled`, { error });
      throw error;
    }
  });
}
