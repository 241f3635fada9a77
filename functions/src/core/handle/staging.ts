import { isDeepStrictEqual } from 'node:util';
import type { IntegrationEvent } from '../event/integration-event.ts';
import { StagedChanges, StagedRecords, type Context } from '../logic/context.ts';
import { createLogger } from '../telemetry/logger.ts';
import { accountOf } from '../accounts/event-account.ts';
import { isReserved } from '../ledger/record-place.ts';
import type { Mutation, RecordData, Store } from '../ledger/store.ts';
import type { SagaTime } from '../durable/fact-step.ts';
import type { PureStep, Step } from './plan.ts';

/**
 * The changes that a step makes which only changes records.
 * @param prefix In front of the ids of records, if those of accounts are kept apart.
 * @throws whatever its handler throws.
 */
export function changesOf(step: PureStep, time: SagaTime, prefix: string): readonly Mutation[] {
  if (step.kind === 'fact') return [step.change.mutation(time)];
  const changes = new StagedChanges(prefix);
  step.change(changes);
  return changes.mutations;
}

/** A context that keeps what a handler stages. */
export interface StagingContext extends Context {
  readonly records: StagedRecords;
  readonly recordPrefix: string;
}

/** What a step that is run by itself can reach. */
interface StagingPorts {
  /** Reads a record as the step sees it. */
  readonly read: Store['get'];
  readonly use: Context['use'];
  /** In front of the ids of records, if those of accounts are kept apart. */
  readonly recordPrefix?: string;
}

/** The context of a step that is run by itself. */
export function stagingContext(
  event: IntegrationEvent,
  idempotencyKey: string,
  { read, use, recordPrefix = '' }: StagingPorts,
): StagingContext {
  return {
    event,
    account: accountOf(event, read),
    recordPrefix,
    records: new StagedRecords(read, recordPrefix),
    log: createLogger(() => undefined, 'error'),
    idempotencyKey,
    signal: new AbortController().signal,
    attempt: 1,
    use,
  };
}

/** The changes of any step, run by itself: without the ledger, as tests and rehearsals do. @throws whatever its handler throws. */
export async function stagedBy(step: Step, context: StagingContext, time: SagaTime): Promise<readonly Mutation[]> {
  if (step.kind === 'records' || step.kind === 'fact') return changesOf(step, time, context.recordPrefix);
  if (step.kind === 'context') {
    await step.run(context);
    return context.records.mutations;
  }
  const fact = await step.complete(context);
  return fact === undefined ? [] : changesOf(fact, time, context.recordPrefix);
}

/** Tells what a mutator throws from what the store does. */
export class MutatorFault extends Error {
  /** What the mutator threw. */
  declare readonly cause: unknown;
}

interface Watched {
  readonly mutations: readonly Mutation[];
  /** The records that the mutations asked to change, as `collection/id`. A store may call a mutator again after a conflict. */
  readonly written: ReadonlySet<string>;
  /** Of these, the records of handlers that say something else than before, beside the moment that they tell of. */
  readonly repaired: ReadonlySet<string>;
}

/**
 * Mutations that wrap what they throw in a {@link MutatorFault}, and note which records they change.
 * @param isState Whether they are made of a state, so that what differs was missed.
 */
export function watched(mutations: readonly Mutation[], isState: boolean): Watched {
  const written = new Set<string>();
  const repaired = new Set<string>();
  const watching = mutations.map((mutation) => {
    const { mutate, collection, id } = mutation;
    const noted = (current: RecordData | undefined, readAt: Date) => {
      try {
        const after = mutate(current, readAt);
        if (after !== undefined && after !== current) written.add(`${collection}/${id}`);
        if (isState && !isReserved(collection) && differs(current, after)) repaired.add(`${collection}/${id}`);
        return after;
      } catch (cause) {
        throw new MutatorFault('A mutator threw.', { cause });
      }
    };
    return { ...mutation, mutate: Object.assign(noted, mutate.increments && { increments: mutate.increments }) };
  });
  return { mutations: watching, written, repaired };
}

function differs(before: RecordData | undefined, after: RecordData | undefined): boolean {
  return after !== undefined && !isDeepStrictEqual({ ...before, asOf: null }, { ...after, asOf: null });
}
