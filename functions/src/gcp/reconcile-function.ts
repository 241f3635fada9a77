import type { ScheduleFunction } from 'firebase-functions/v2/scheduler';
import { titleOf } from '../core/event/names.ts';
import { serviceSource } from '../core/secrets/service-source.ts';
import { listedBy, reconcileOnSchedule } from '../core/recover/reconcile-schedule.ts';
import { isStateLister, providerOf, type AnyLister } from '../core/recover/state-lister.ts';
import { requireOwnSettings, variableIn } from '../core/config/own-settings.ts';
import { hasApiKey } from '../core/config/settings.ts';
import { runtime } from '../core/runtime.ts';
import { appliedConfig } from '../core/config/bundle.ts';
import { deployment } from './deployment.ts';
import { RECONCILE_DEFAULTS } from './function-defaults.ts';
import { cloudLogger } from './logger.ts';
import { endOfRun, scheduledFunction } from './scheduled-function.ts';

/**
 * The scheduled function that asks a provider's API for events that it could not deliver, or for the states of objects that
 * changed, and publishes them.
 * @returns undefined, which deploys nothing, if no API key is configured, if one of the settings that the lister needs is missing, or
 * if the provider sends for many accounts: the key is that of one of them, and would not say which.
 * @throws {IntegrationError} `bad-config` if one of these settings cannot be used.
 */
export function reconcileFunction(lister: AnyLister): ScheduleFunction | undefined {
  const provider = providerOf(lister);
  const config = appliedConfig();
  const settings = config.settings(provider);
  const { settings: own = [] } = lister;
  const isSet = own.every(({ name }) => variableIn(config.environment, name) !== undefined);
  const hasKey = hasApiKey(settings) || (isStateLister(lister) && lister.needsNoKey === true);
  if (!hasKey || !isSet || settings.accounts !== undefined) return undefined;
  requireOwnSettings(provider, own, config.environment);
  const schedule = settings.reconcileSchedule;
  const about = { name: `${provider}-reconcile`, provider };
  const deployed = deployment(about, RECONCILE_DEFAULTS, settings.functions.reconcile);
  const run = async () => {
    const endsAt = endOfRun(deployed);
    let log = cloudLogger();
    try {
      const ports = await runtime();
      ({ log } = ports);
      const services = serviceSource(appliedConfig(), ports);
      await reconcileOnSchedule(lister, { settings, ports, services, log }, () => performance.now() < endsAt);
    } catch (error) {
      log.error(`${titleOf(provider)} ${listedBy(lister)} Not Reconciled`, { error });
      throw error;
    }
  };
  return scheduledFunction({ schedule, ...deployed }, run);
}
