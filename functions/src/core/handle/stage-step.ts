import type { FactStep } from '../durable/fact-step.ts';
import { PermanentError } from '../event/errors.ts';
import type { IntegrationEvent } from '../event/integration-event.ts';
import type { Logger } from '../telemetry/logger.ts';
import { SecretAccessError, sagaTimeOf, type Ports } from '../ports.ts';
import { idempotencyKeyOf, StagedRecords, type Context } from '../logic/context.ts';
import type { Step } from './plan.ts';
import { changesOf } from './staging.ts';
import type { ServiceSource } from '../logic/token.ts';
import { accountOf } from '../accounts/event-account.ts';
import type { Claim, LedgerKey, Mutation, Store } from '../ledger/store.ts';

/** What the steps of a claimed event run with. */
export interface StepSetup {
  readonly key: LedgerKey;
  readonly event: IntegrationEvent;
  readonly claim: Extract<Claim, { status: 'claimed' }>;
  readonly ports: Pick<Ports, 'store' | 'sagaTime'>;
  readonly services: ServiceSource;
  readonly log: Logger;
  /** In front of the ids of records. */
  readonly recordPrefix: string;
}

/** What a step changes. */
export interface Staged {
  readonly mutations: readonly Mutation[];
  /** The fact that it is, or turned out to be. */
  readonly fact?: FactStep;
}

/** Something that a step needs cannot be reached: the cause. */
export class OutOfReach extends Error {
  constructor(cause: unknown) {
    super('Something that the command needs cannot be reached.', { cause });
  }
}

/**
 * Runs a step, as far as it goes without the ledger.
 * @param signal Tells its handler to stop.
 * @throws {OutOfReach} if what it reads cannot be reached. @throws whatever else its handler throws.
 */
export async function stageStep(step: Step, setup: StepSetup, signal: AbortSignal): Promise<Staged> {
  const time = sagaTimeOf(setup.ports);
  const { recordPrefix } = setup;
  if (step.kind === 'records') return { mutations: changesOf(step, time, recordPrefix) };
  if (step.kind === 'context') {
    const [, records] = await reaching(step, setup, signal, (context) => step.run(context));
    return { mutations: records.mutations };
  }
  const fact =
    step.kind === 'fact' ? step : (await reaching(step, setup, signal, (context) => step.complete(context)))[0];
  return fact === undefined ? { mutations: [] } : { mutations: changesOf(fact, time, recordPrefix), fact };
}

/**
 * Runs what may reach outside. A handler that could not read its records or its API key has not failed: the store of
 * them has.
 * @throws {OutOfReach} in that case.
 */
async function reaching<Result>(
  { name }: Step,
  { key, event, claim, ports, services, log, recordPrefix }: StepSetup,
  signal: AbortSignal,
  run: (context: Context) => Result | Promise<Result>,
): Promise<readonly [Result, StagedRecords]> {
  let outage: OutOfReach | undefined;
  const read: Store['get'] = (collection, id) =>
    ports.store.get(collection, id).catch((error: unknown) => {
      // What the store refuses for good is the command's own fault.
      if (!PermanentError.is(error)) outage = new OutOfReach(error);
      throw error;
    });
  const records = new StagedRecords(read, recordPrefix);
  const context: Context = {
    event,
    account: accountOf(event, read),
    records,
    log: log.with({ command: name }),
    idempotencyKey: idempotencyKeyOf(key, name),
    signal,
    attempt: claim.attempts,
    use: (service) => service.get(services),
  };
  try {
    return [await run(context), records];
  } catch (error) {
    const isSecretAway = SecretAccessError.is(error) && error.reason === 'unreachable';
    throw outage ?? (isSecretAway ? new OutOfReach(error) : error);
  }
}
