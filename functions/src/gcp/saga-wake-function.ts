import type { ScheduleFunction } from 'firebase-functions/v2/scheduler';
import { appliedConfig } from '../core/config/bundle.ts';
import type { DurableSagas } from '../core/durable/definition.ts';
import { SAGA_FUNCTIONS, SAGAS, titleOf } from '../core/event/names.ts';
import { sweep } from '../core/instances/sweep.ts';
import { runtime } from '../core/runtime.ts';
import { deployment } from './deployment.ts';
import { SAGA_WAKE_DEFAULTS } from './function-defaults.ts';
import { cloudLogger } from './logger.ts';
import { endOfRun, scheduledFunction } from './scheduled-function.ts';

/** Cloud Scheduler's shortest period. What is due is late by about as much. */
const SCHEDULE = 'every 1 minutes';

/**
 * The scheduled function that looks each minute for instances of durable sagas at which something is due, and publishes a
 * message for each.
 * @throws {IntegrationError} `bad-config` at start if it cannot be deployed.
 */
export function sagaWakeFunction({ durable }: { readonly durable: DurableSagas }): ScheduleFunction {
  const { functions } = appliedConfig().settings(SAGAS);
  const deployed = deployment({ name: SAGA_FUNCTIONS.wake, provider: SAGAS }, SAGA_WAKE_DEFAULTS, functions.reconcile);
  return scheduledFunction({ schedule: SCHEDULE, ...deployed }, async () => {
    const end = endOfRun(deployed);
    let log = cloudLogger();
    try {
      const ports = await runtime();
      ({ log } = ports);
      await sweep({ durable, ports, hasTime: () => performance.now() < end });
    } catch (error) {
      log.error(`${titleOf(SAGAS)} Instances Not Woken`, { error });
      throw error;
    }
  });
}
