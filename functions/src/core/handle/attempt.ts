import { messageOf, PermanentError } from '../event/errors.ts';
import type { IntegrationEvent } from '../event/integration-event.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports.ts';
import { idempotencyKeyOf, StagedRecords, type Context } from './context.ts';
import { Redeliver } from './delivery.ts';
import type { Plan, Step } from './plan.ts';
import type { ServiceSource } from './service.ts';
import type { Claim, CommandFailure, Fence, LedgerKey, Store } from './store.ts';

interface AttemptSetup {
  readonly key: LedgerKey;
  readonly event: IntegrationEvent;
  readonly claim: Extract<Claim, { status: 'claimed' }>;
  readonly ports: { readonly store: Store; readonly clock: Clock };
  readonly services: ServiceSource;
  readonly log: Logger;
  readonly timeoutSeconds: number;
}

/** Handlers are told to stop this long before the function is stopped, to leave time for the ledger. */
const SIGNAL_MARGIN_MS = 5_000;

/** One claimed attempt at an event: runs the commands that earlier attempts have not settled. */
export class Attempt {
  readonly #setup: AttemptSetup;
  readonly #signal: AbortSignal;

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
    const open = plan.steps.filter((step) => settled.get(step.name) !== 'done');
    for (const [index, step] of open.entries()) {
      const last = index === open.length - 1 && failures.length === 0;
      const failure = settled.get(step.name) === 'failed' ? FAILED_BEFORE(step) : await this.#runStep(step, last);
      if (failure !== undefined) failures.push(failure);
    }
    // Earlier attempts did every step, and died before they could say so; or a saga no longer fails.
    if (open.length === 0 && failures.length === 0) this.#keep(await this.#setup.ports.store.complete(this.#fence()));
    return failures;
  }

  async release(failures: readonly CommandFailure[]): Promise<void> {
    this.#keep(await this.#setup.ports.store.release(this.#fence(), failures));
  }

  async bury(failures: readonly CommandFailure[]): Promise<void> {
    this.#keep(await this.#setup.ports.store.bury(this.#fence(), failures));
  }

  async #runStep(step: Step, last: boolean): Promise<CommandFailure | undefined> {
    const { ports, log } = this.#setup;
    const records = new StagedRecords((collection, id) => ports.store.get(collection, id));
    try {
      await step.run(this.#contextFor(step, records));
    } catch (error) {
      log.warn('Command Failed', { command: step.name, attempt: this.#setup.claim.attempts, error });
      return { command: step.name, message: messageOf(error), permanent: PermanentError.is(error) };
    }
    return this.#commit(step, records, last);
  }

  /** A mutator that throws is the command's own failure; a store that fails is not, and leaves the attempt uncounted. */
  async #commit(step: Step, records: StagedRecords, last: boolean): Promise<CommandFailure | undefined> {
    let fault: { readonly error: unknown } | undefined;
    const mutations = records.mutations.map((mutation) => ({
      ...mutation,
      mutate: (current: Parameters<typeof mutation.mutate>[0]) => {
        try {
          return mutation.mutate(current);
        } catch (error) {
          fault = { error };
          throw error;
        }
      },
    }));
    try {
      this.#keep(await this.#setup.ports.store.commit(this.#fence(), step.name, mutations, last));
      this.#setup.log.debug('Command Done', { command: step.name });
      return undefined;
    } catch (error) {
      if (fault === undefined) throw error;
      return { command: step.name, message: messageOf(fault.error), permanent: PermanentError.is(fault.error) };
    }
  }

  #contextFor(step: Step, records: StagedRecords): Context {
    const { key, event, claim, log, services } = this.#setup;
    return {
      event,
      records,
      log: log.with({ command: step.name }),
      idempotencyKey: idempotencyKeyOf(key, step.name),
      signal: this.#signal,
      attempt: claim.attempts,
      use: (service) => service.get(services),
    };
  }

  #fence(): Fence {
    const { key, claim, ports } = this.#setup;
    return { key, token: claim.token, now: ports.clock.now() };
  }

  #keep(mine: boolean): void {
    if (!mine) throw new Redeliver('The lease ran out and another delivery took the event over; nothing was written.');
  }
}

const FAILED_BEFORE = (step: Step): CommandFailure => ({
  command: step.name,
  message: 'It failed for good in an earlier attempt.',
  permanent: true,
});
