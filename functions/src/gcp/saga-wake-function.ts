import type { ScheduleFunction } from 'firebase-functions/v2/scheduler';
import { appliedConfig } from '../core/config/bundle.ts';
import type { WakeParked } from '../core/letters/wake-parked.ts';
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

/** What the generator writes. */
interface SagaWakeDefinition {
  readonly durable: DurableSagas;
  /** Wakes messages that handlers asked to get later; left out if none may ask. */
  readonly parked?: WakeParked;
}

/**
 * The scheduled function that looks each minute for instances of durable sagas at which something is due, and for messages
 * that a handler asked to get by now. It publishes a message for each.
 * @throws {IntegrationError} `bad-config` at start if it cannot be deployed.
 */
export function sagaWakeFunction({ durable, parked }: SagaWakeDefinition): ScheduleFunction {
  const { functions } = appliedConfig().settings(SAGAS);
  const deployed = deployment({ name: SAGA_FUNCTIONS.wake, provider: SAGAS }, SAGA_WAKE_DEFAULTS, functions.reconcile);
  return scheduledFunction({ schedule: SCHEDULE, ...deployed }, async () => {
    const end = endOfRun(deployed);
    let log = cloudLogger();
    try {
      const ports = await runtime();
      ({ log } = ports);
      const hasTime = () => performance.now() < end;
      // Each is tried, whatever becomes of the other.
      const swept = await Promise.allSettled([sweep({ durable, ports, hasTime }), parked?.(ports, hasTime)]);
      const failed = swept.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    } catch (error) {
      log.error(`${titleOf(SAGAS)} Instances Not Woken`, { error });
      throw error;
    }
  });
}
