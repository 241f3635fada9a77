import { PermanentError } from '../event/errors.ts';
import { titleOf } from '../event/names.ts';
import type { ClaimRequest, Mutation, Store } from '../ledger/store.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Span, Tracer } from '../telemetry/tracer.ts';
import { startCommandSpan } from './command-span.ts';
import type { Plan, RecordStep } from './plan.ts';
import { changesOf, MutatorFault, watched } from './staging.ts';

interface OneCommit {
  readonly steps: readonly RecordStep[];
  /** The claim that the event would get otherwise. */
  readonly request: ClaimRequest;
  readonly ports: { readonly store: Store; readonly tracer?: Tracer };
  readonly log: Logger;
  /** That of the delivery. */
  readonly span: Span | undefined;
}

/**
 * The steps of a plan that only changes records; undefined for any other. One step that may reach outside is enough to
 * have the whole event claimed: it must not run for two deliveries at once.
 */
export function recordStepsOf({ steps, failures }: Plan): readonly RecordStep[] | undefined {
  const isRecordStep = (step: Plan['steps'][number]): step is RecordStep => step.kind === 'records';
  return failures.length === 0 && steps.length > 0 && steps.every(isRecordStep) ? steps : undefined;
}

/**
 * Carries out the whole plan in one commit, on the condition that the event has no entry in the ledger. Nothing is
 * claimed, since nothing else happens: a second delivery at the same time computes the same changes, and one commit wins.
 * @returns false if the event has to be claimed: because the ledger knows it, because other events kept changing its
 * records, or because a command failed, which only a claim counts and reports.
 * @throws what the store throws if it cannot be reached. Nothing is claimed or counted then.
 */
export async function doneInOneCommit({ steps, request, ports, log, span }: OneCommit): Promise<boolean> {
  const spans = steps.map((step) =>
    startCommandSpan(ports.tracer, span, request.key, { command: step.name, attempt: 1 }),
  );
  const staged = stagedBy(steps);
  if (staged === undefined || !(await committed(ports.store, request, staged))) return false;
  for (const [index, { name, written }] of staged.entries()) {
    if (written.size > 0) spans[index]?.set({ records: [...written] });
    spans[index]?.end();
    log.debug(`${titleOf(request.event.provider)} Command Done`, { command: name });
  }
  return true;
}

interface Staged {
  readonly name: string;
  readonly mutations: readonly Mutation[];
  readonly written: ReadonlySet<string>;
}

/** The changes of all steps; undefined if a handler throws. */
function stagedBy(steps: readonly RecordStep[]): readonly Staged[] | undefined {
  try {
    return steps.map((step) => ({ name: step.name, ...watched(changesOf(step)) }));
  } catch {
    return undefined;
  }
}

/** @returns false as well for changes that throw and for records that the store can never keep. */
async function committed(store: Store, request: ClaimRequest, staged: readonly Staged[]): Promise<boolean> {
  try {
    return await store.commitNew(request, staged);
  } catch (error) {
    if (error instanceof MutatorFault || PermanentError.is(error)) return false;
    throw error;
  }
}
