import type { IncomingMessage, ServerResponse } from 'node:http';
import { onSchedule, type ScheduleFunction } from 'firebase-functions/v2/scheduler';
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

/** A run ends itself after this part of the function's time limit: a page takes its time, and so does the log. */
const TIME_SHARE = 0.8;

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
    const endsAt = performance.now() + deployed.timeoutSeconds * 1000 * TIME_SHARE;
    let log = cloudLogger();
    try {
      const ports = await runtime();
      ({ log } = ports);
      const services = serviceSource((name) => appliedConfig().settings(name), ports.secrets);
      await reconcileOnSchedule(source, { settings, ports, services, log }, () => performance.now() < endsAt);
    } catch (error) {
      log.error(`${titleOf(provider)} Events Not Reconciled`, { error });
      throw error;
    }
  };
  return answeringItself(onSchedule({ schedule, ...deployed }, run), run);
}

/**
 * A scheduled function that answers Cloud Scheduler itself. The answer of firebase-functions to an error comes with a
 * stack trace in the log, which Error Reporting takes for a crash; our own line says what failed.
 */
function answeringItself(scheduled: ScheduleFunction, run: () => Promise<void>): ScheduleFunction {
  const answer = async (_request: IncomingMessage, response: ServerResponse) => {
    const status = await run().then(
      () => 200,
      () => 500,
    );
    response.writeHead(status).end();
  };
  return Object.assign(answer, scheduled);
}
