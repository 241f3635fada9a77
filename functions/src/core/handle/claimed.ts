import { titleOf } from '../event/names.ts';
import { recordPrefixOf } from '../accounts/event-account.ts';
import { reasonOf } from '../ledger/entry-errors.ts';
import { retryTimeIn } from '../ledger/ledger.ts';
import type { Claim, ClaimRequest, CommandFailure } from '../ledger/store.ts';
import type { ServiceSource } from '../logic/token.ts';
import type { Ports } from '../ports.ts';
import { Redeliver } from '../redelivery.ts';
import { Attempt, type Alongside } from './attempt.ts';
import type { GivingUp } from './giving-up.ts';
import type { ConsumerDefinition } from './consumer-definition.ts';
import { logHandled, type Ended, type Handling } from './handling.ts';

type Claimed = Extract<Claim, { status: 'claimed' }>;

/** What is committed together with the end of an attempt. @param attempt Its number, from 1. */
export type AlongsideOf = (attempt: number) => Alongside;

interface ClaimedWorkSetup {
  readonly definition: Pick<ConsumerDefinition, 'provider' | 'policy' | 'timeoutSeconds' | 'parking' | 'recordPrefix'>;
  readonly ports: Omit<Ports, 'secrets'>;
  readonly services: ServiceSource;
  readonly givingUp: GivingUp;
}

/** How one consumer handles an event that it claims first: claim, run, settle. */
export class ClaimedWork {
  readonly #setup: ClaimedWorkSetup;

  constructor(setup: ClaimedWorkSetup) {
    this.#setup = setup;
  }

  /** @throws {Redeliver} if another delivery holds the event, or if it failed for now. */
  async handle(handling: Handling, request: ClaimRequest, alongside?: AlongsideOf): Promise<Ended> {
    const claim = await this.#claim(handling, request);
    if (typeof claim === 'string') return claim;
    const beside = alongside?.(claim.attempts);
    const attempt = this.#attempt(handling, claim, beside);
    return this.#orGiveBack(attempt, () => this.#run(attempt, claim, handling, beside));
  }

  /**
   * Does something with an event in place of an attempt at it.
   * @throws {Redeliver} if another delivery holds the event, and as it says.
   */
  async instead(
    handling: Handling,
    request: ClaimRequest,
    work: (attempt: Attempt, claim: Claimed) => Promise<Ended>,
  ): Promise<Ended> {
    const claim = await this.#claim(handling, request);
    if (typeof claim === 'string') return claim;
    const attempt = this.#attempt(handling, claim, undefined);
    return this.#orGiveBack(attempt, () => work(attempt, claim));
  }

  /** Takes the event for one attempt. @returns how it has ended, if there is nothing to do. */
  async #claim({ log, span }: Handling, request: ClaimRequest): Promise<Claimed | Ended> {
    const { ports, definition } = this.#setup;
    const { provider } = definition;
    const claim = await ports.store.claim(request);
    if (claim.status === 'busy') {
      const until = claim.until.toISOString();
      throw new Redeliver('held', 'Another delivery of this event is being handled.', { until });
    }
    if (claim.status === 'waiting') {
      log.debug(`${titleOf(provider)} Event Waits`, { until: claim.until.toISOString() });
      return 'waits';
    }
    if (claim.status !== 'claimed') {
      log.info(`${titleOf(provider)} Event Already ${claim.status === 'done' ? 'Handled' : 'Dead-Lettered'}`);
      return claim.status;
    }
    span?.set({ attempt: claim.attempts });
    return claim;
  }

  #attempt({ key, event, log, span }: Handling, claim: Claimed, alongside: Alongside | undefined): Attempt {
    const { ports, services, definition } = this.#setup;
    const { timeoutSeconds, parking, recordPrefix } = definition;
    return new Attempt({
      key,
      event,
      claim,
      ports,
      services,
      log,
      timeoutSeconds,
      recordPrefix: recordPrefixOf(recordPrefix, event),
      span,
      canWait: parking !== undefined,
      alongside,
    });
  }

  /** Gives the event back uncounted if it is not the event that failed. */
  async #orGiveBack(attempt: Attempt, run: () => Promise<Ended>): Promise<Ended> {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Redeliver)) await attempt.giveBack();
      throw error;
    }
  }

  async #run(attempt: Attempt, claim: Claimed, handling: Handling, beside: Alongside | undefined): Promise<Ended> {
    const { attempts, redrive } = claim;
    const { plan, delivery, log, letter } = handling;
    const { definition, ports, givingUp } = this.#setup;
    const { policy, provider, parking } = definition;
    // An attempt that was counted but never ended (a killed process) still counts.
    const spent = attempts > policy.maxAttempts;
    const tried = spent ? [SPENT] : await attempt.run(plan);
    const failures = parking?.patient(tried, claim, ports.clock.now()) ?? tried;
    if (failures.length === 0) {
      logHandled(handling, attempts, ports.clock.now());
      return 'done';
    }

    const report = { attempt: attempts, failures: failures.map(forLog) };
    const counts = failures.some(({ permanent, retryAt }) => !permanent && retryAt === undefined);
    const hopeless = failures.every(({ permanent }) => permanent) || (counts && attempts >= policy.maxAttempts);
    const until = hopeless ? undefined : retryTimeIn(failures);
    const now = ports.clock.now();
    const keeping = until && (beside?.waits(until) ?? parking?.keep?.({ handling, claim, failures, until, now }));
    if (until !== undefined && keeping !== undefined) {
      await attempt.park(failures, keeping);
      log.info(`${titleOf(provider)} Event Waits`, { until: until.toISOString(), ...report });
      return 'waits';
    }
    if (!hopeless) {
      // Nothing keeps the event until the time that was asked for: Pub/Sub delivers it again, as after any other failure.
      await attempt.release(failures.map(({ retryAt: _retryAt, ...failure }) => failure));
      const code = `${provider}/command-failed`;
      throw new Redeliver('command-failed', `Attempt ${attempts} failed: ${reasonOf(failures)}`, { ...report, code });
    }
    await givingUp.publish(delivery, failures, { attempts, redrive, ...letter });
    await attempt.bury(failures);
    log.error(`${titleOf(provider)} Event Dead-Lettered`, { ...report, code: `${provider}/dead-lettered` });
    return 'dead';
  }
}

/** A line of the log about the command has the whole error. */
function forLog({ kind: _kind, stack: _stack, ...failure }: CommandFailure): CommandFailure {
  return failure;
}

const SPENT: CommandFailure = {
  command: 'attempts',
  message:
    'The attempts are used up and the last one never ended: the function was killed, by its time or memory limit perhaps.',
  permanent: true,
};
