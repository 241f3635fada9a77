import { PermanentError } from '../event/errors.ts';
import { titleOf } from '../event/names.ts';
import type { ClaimRequest, Mutation } from '../ledger/store.ts';
import { sagaTimeOf, type Ports } from '../ports.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Span } from '../telemetry/tracer.ts';
import { startCommandSpan } from './command-span.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { Plan, PureStep } from './plan.ts';
import { logRepaired } from './handling.ts';
import { changesOf, MutatorFault, watched } from './staging.ts';

interface OneCommit {
  readonly steps: readonly PureStep[];
  /** The claim that the event would get otherwise. */
  readonly request: ClaimRequest;
  readonly ports: Pick<Ports, 'tracer' | 'sagaTime'>;
  /** Takes what is to be committed. */
  readonly commits: CommitQueue;
  /** In front of the ids of records. */
  readonly recordPrefix: string;
  /** Committed with the steps. */
  readonly alongside?: readonly Mutation[];
  readonly log: Logger;
  /** Whether the event is the state of an object. */
  readonly isState: boolean;
  /** That of the delivery. */
  readonly span: Span | undefined;
}

/**
 * The steps of a plan that only changes records; undefined for any other. One step that may reach outside is enough to
 * have the whole event claimed: it must not run for two deliveries at once.
 */
export function pureStepsOf({ steps, failures }: Plan): readonly PureStep[] | undefined {
  const isPureStep = (step: Plan['steps'][number]): step is PureStep => step.kind === 'records' || step.kind === 'fact';
  return failures.length === 0 && steps.length > 0 && steps.every(isPureStep) ? steps : undefined;
}

/**
 * Carries out the whole plan in one commit, on the condition that the event has no entry in the ledger. Nothing is
 * claimed, since nothing else happens: a second delivery at the same time computes the same changes, and one commit wins.
 * @returns false if the event has to be claimed: because the ledger knows it, because other events kept changing its
 * records, or because a command failed, which only a claim counts and reports.
 * @throws what the store throws if it cannot be reached. Nothing is claimed or counted then.
 */
export async function doneInOneCommit(work: OneCommit): Promise<boolean> {
  const { steps, request, ports, log, span } = work;
  const spans = steps.map((step) =>
    startCommandSpan(ports.tracer, span, request.key, { command: step.name, attempt: 1 }),
  );
  const staged = stagedBy(work);
  if (staged === undefined || !(await committed(work, staged))) return false;
  for (const [index, { name, written, repaired }] of staged.entries()) {
    if (written.size > 0) spans[index]?.set({ records: [...written] });
    spans[index]?.end();
    log.debug(`${titleOf(request.event.provider)} Command Done`, { command: name });
    logRepaired(repaired, { log, provider: request.event.provider, command: name });
  }
  return true;
}

interface Staged {
  readonly name: string;
  readonly mutations: readonly Mutation[];
  readonly written: ReadonlySet<string>;
  readonly repaired: ReadonlySet<string>;
}

/** The changes of all steps; undefined if a handler throws. */
function stagedBy({ steps, ports, isState, recordPrefix, alongside = [] }: OneCommit): readonly Staged[] | undefined {
  const time = sagaTimeOf(ports);
  const last = steps.length - 1;
  try {
    return steps.map((step, index) => {
      const { mutations, written, repaired } = watched(changesOf(step, time, recordPrefix), isState);
      return {
        name: step.name,
        written,
        repaired,
        mutations: index === last ? [...mutations, ...alongside] : mutations,
      };
    });
  } catch {
    return undefined;
  }
}

/** @returns false as well for changes that throw and for records that the store can never keep. */
async function committed({ commits, request, steps }: OneCommit, commands: readonly Staged[]): Promise<boolean> {
  try {
    return await commits.commit({ request, commands }, instanceOf(steps));
  } catch (error) {
    if (error instanceof MutatorFault || PermanentError.is(error)) return false;
    throw error;
  }
}

/** The instance of a durable saga that the steps change, if there is one: others may wait for it too. */
function instanceOf(steps: readonly PureStep[]): string | undefined {
  const fact = steps.find((step) => step.kind === 'fact');
  if (fact === undefined) return undefined;
  const { saga, key } = fact.change.instance;
  return JSON.stringify([saga, key]);
}
