import { NewerVersion, type FactStep } from '../durable/fact-step.ts';
import { PermanentError } from '../event/errors.ts';
import { messageOf } from '../event/error-text.ts';
import { titleOf } from '../event/names.ts';
import { isState } from '../event/state-event.ts';
import { sagaTimeOf, type Ports } from '../ports.ts';
import type { Span } from '../telemetry/tracer.ts';
import { retryTimeOf } from '../logic/retry-time.ts';
import { startCommandSpan } from './command-span.ts';
import { logRepaired } from './handling.ts';
import type { Plan, Step } from './plan.ts';
import { failureOf } from '../ledger/failure.ts';
import { reasonOf } from '../ledger/entry-errors.ts';
import { Redeliver } from '../redelivery.ts';
import { OutOfReach, stageStep, type Staged, type StepSetup } from './stage-step.ts';
import { MutatorFault, watched } from './staging.ts';
import type { CommandFailure, Fence, Mutation, SettledCommand } from '../ledger/store.ts';

interface AttemptSetup extends StepSetup {
  readonly ports: Pick<Ports, 'store' | 'clock' | 'tracer' | 'sagaTime'>;
  readonly timeoutSeconds: number;
  /** That of the delivery. */
  readonly span?: Span | undefined;
  /** Whether something keeps the event until the time that a handler asks for. */
  readonly canWait?: boolean;
  readonly alongside?: Alongside | undefined;
}

/** Changes of other records that are committed together with the end of an attempt. */
export interface Alongside {
  /** With the last command of an event that is done. */
  readonly done: readonly Mutation[];
  /** With the note that the attempt failed and the event is tried again. */
  readonly failed: readonly Mutation[];
  /** With the note that handlers asked to be tried again later. @param until By the time of durable sagas. */
  readonly waits: (until: Date) => readonly Mutation[];
  /** With the note that the event was given up on. @param reason For people. */
  readonly dead: (reason: string) => readonly Mutation[];
}

/** Handlers are told to stop this long before the function is stopped, to leave time for the ledger. */
const SIGNAL_MARGIN_MS = 5_000;

/** One claimed attempt at an event: runs the commands that earlier attempts have not settled. */
export class Attempt {
  readonly #setup: AttemptSetup;
  readonly #signal: AbortSignal;
  /** They hold the instances of durable sagas whose pipelines threw. */
  readonly #holding: Mutation[] = [];

  constructor(setup: AttemptSetup) {
    this.#setup = setup;
    this.#signal = AbortSignal.timeout(Math.max(setup.timeoutSeconds * 1000 - SIGNAL_MARGIN_MS, SIGNAL_MARGIN_MS));
  }

  /**
   * Runs every open step; one that fails does not hold up the others.
   * @returns what failed; nothing when the event is done.
   * @throws {Redeliver} when the claim was lost to another delivery.
   */
  async run(plan: Plan): Promise<readonly CommandFailure[]> {
    const { settled } = this.#setup.claim;
    const failures = [...plan.failures];
    const open = plan.steps.filter((step) => settled.get(step.name)?.status !== 'done');
    for (const [index, step] of open.entries()) {
      const last = index === open.length - 1 && failures.length === 0;
      const failure = failedBefore(settled.get(step.name)) ?? (await this.#runStep(step, last));
      if (failure !== undefined) failures.push(failure);
    }
    // Earlier attempts did every step, and died before they could say so; or a saga no longer fails.
    if (open.length === 0 && failures.length === 0) this.#keep(await this.#setup.ports.store.complete(this.#fence()));
    return failures;
  }

  async release(failures: readonly CommandFailure[]): Promise<void> {
    await this.park(failures, this.#setup.alongside?.failed ?? []);
  }

  /**
   * Notes that the event is left for now, together with changes.
   * @param keeping Keeps it until it is due, and has it sent again then.
   */
  async park(failures: readonly CommandFailure[], keeping: readonly Mutation[]): Promise<void> {
    const mutations = [...this.#holding, ...keeping];
    await this.#note(failures, (noted) => this.#setup.ports.store.release(this.#fence(), noted, mutations));
  }

  /** Gives the event back uncounted, if it is not the event that failed. What cannot be said to the store is left to the lease. */
  async giveBack(): Promise<void> {
    await this.#setup.ports.store.release(this.#fence(), []).catch(() => false);
  }

  async bury(failures: readonly CommandFailure[]): Promise<void> {
    const mutations = [...this.#holding, ...(this.#setup.alongside?.dead(reasonOf(failures)) ?? [])];
    await this.#note(failures, (noted) => this.#setup.ports.store.bury(this.#fence(), noted, mutations));
  }

  /**
   * Writes down what failed. What the store refuses of it for good must not hold the event: a short note takes its
   * place, and where not even that is taken the lease ends the attempt.
   */
  async #note(
    failures: readonly CommandFailure[],
    write: (failures: readonly CommandFailure[]) => Promise<boolean>,
  ): Promise<void> {
    try {
      this.#keep(await write(failures));
    } catch (error) {
      if (!PermanentError.is(error)) throw error;
      const permanent = failures.every((failure) => failure.permanent);
      const message = `${failures.length} failed, and the ledger could not keep why: ${messageOf(error)}`;
      this.#setup.log.error(this.#titled('Failures Not Noted'), {
        attempt: this.#setup.claim.attempts,
        failures,
        error,
      });
      const mine = await write([{ command: 'ledger', message, permanent }]).catch((again: unknown) => {
        if (!PermanentError.is(again)) throw again;
        return true;
      });
      this.#keep(mine);
    }
  }

  async #runStep(step: Step, last: boolean): Promise<CommandFailure | undefined> {
    const { key, ports, claim, span: parent } = this.#setup;
    const span = startCommandSpan(ports.tracer, parent, key, { command: step.name, attempt: claim.attempts });
    try {
      const failure = await this.#tryStep(step, last, span);
      span?.end(failure && new Error(failure.message));
      return failure;
    } catch (error) {
      span?.end(error);
      throw error;
    }
  }

  async #tryStep(step: Step, last: boolean, span: Span | undefined): Promise<CommandFailure | undefined> {
    let staged: Staged;
    try {
      staged = await stageStep(step, this.#setup, this.#signal);
    } catch (error) {
      if (error instanceof OutOfReach) throw error.cause;
      return this.#failed(step, error);
    }
    return this.#commit(step, staged, last, span);
  }

  /**
   * What a mutator throws is the command's own failure, and so are data that no store can keep; a store that
   * fails is not, and ends the attempt.
   */
  async #commit(
    step: Step,
    { mutations: staged, fact }: Staged,
    last: boolean,
    span: Span | undefined,
  ): Promise<CommandFailure | undefined> {
    const { provider } = this.#setup.event.envelope;
    const { mutations, written, repaired } = watched(staged, isState(this.#setup.event.envelope));
    const all = last ? [...mutations, ...(this.#setup.alongside?.done ?? [])] : mutations;
    try {
      this.#keep(await this.#setup.ports.store.commit(this.#fence(), step.name, all, last));
    } catch (error) {
      if (error instanceof MutatorFault) return this.#refused(step, fact, error.cause);
      if (PermanentError.is(error)) return this.#failed(step, error);
      throw error;
    }
    if (written.size > 0) span?.set({ records: [...written] });
    this.#setup.log.debug(this.#titled('Command Done'), { command: step.name });
    logRepaired(repaired, { log: this.#setup.log, provider, command: step.name });
    return undefined;
  }

  /** @throws {Redeliver} if a newer version of a durable saga has decided: the event is left to it. */
  async #refused(step: Step, fact: FactStep | undefined, error: unknown): Promise<CommandFailure> {
    if (error instanceof NewerVersion) {
      await this.giveBack();
      throw new Redeliver('newer-version', error.message);
    }
    const failure = this.#failed(step, error);
    if (fact === undefined) return failure;
    const holding = fact.change.holding(sagaTimeOf(this.#setup.ports));
    this.#holding.push(holding);
    return { ...failure, instance: holding.id };
  }

  #failed(step: Step, error: unknown): CommandFailure {
    const { ports, log, canWait = false } = this.#setup;
    const now = ports.clock.now();
    const asked = retryTimeOf(error, now);
    const isAllowed = step.kind === 'context' && step.retryLater === true && canWait;
    const failure = failureOf(step.name, error);
    if (asked !== undefined && isAllowed) {
      const waitMs = asked.getTime() - now.getTime();
      const retryAt = new Date(sagaTimeOf(ports)(now).getTime() + waitMs).toISOString();
      log.info(this.#titled('Command Waits'), { command: step.name, until: retryAt, error });
      return { ...failure, permanent: false, retryAt };
    }
    log.warn(this.#titled('Command Failed'), {
      command: step.name,
      attempt: this.#setup.claim.attempts,
      error,
    });
    return asked === undefined ? failure : { ...failure, message: `${failure.message} ${UNDECLARED}` };
  }

  #titled(text: string): string {
    return `${titleOf(this.#setup.event.envelope.provider)} ${text}`;
  }

  #fence(): Fence {
    const { key, claim, ports } = this.#setup;
    return { key, token: claim.token, now: ports.clock.now() };
  }

  #keep(mine: boolean): void {
    if (!mine) throw new Redeliver('lease-lost', 'The lease ran out and another delivery took the event over.');
  }
}

const UNDECLARED =
  'It asked to be tried again later, and may not: declare its handler or task with { retryLater: true }, and run npm run generate.';

function failedBefore(settled: SettledCommand | undefined): CommandFailure | undefined {
  if (settled?.status !== 'failed') return undefined;
  const { name, error = 'It failed in an earlier attempt.', kind, stack } = settled;
  return {
    command: name,
    message: error,
    permanent: true,
    ...(kind !== undefined && { kind }),
    ...(stack !== undefined && { stack }),
  };
}
