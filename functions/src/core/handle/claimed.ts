import { titleOf } from '../event/names.ts';
import { reasonOf } from '../ledger/ledger.ts';
import type { Claim, ClaimRequest, CommandFailure } from '../ledger/store.ts';
import type { ServiceSource } from '../logic/token.ts';
import type { Ports } from '../ports.ts';
import { Redeliver } from '../redelivery.ts';
import { Attempt, type Alongside } from './attempt.ts';
import type { GivingUp } from './giving-up.ts';
import { logHandled, type ConsumerDefinition, type Handling } from './handling.ts';

type Claimed = Extract<Claim, { status: 'claimed' }>;

/** What is committed together with the end of an attempt. @param attempt Its number, from 1. */
export type AlongsideOf = (attempt: number) => Alongside;

interface ClaimedWorkSetup {
  readonly definition: Pick<ConsumerDefinition, 'provider' | 'policy' | 'timeoutSeconds'>;
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
  async handle(handling: Handling, request: ClaimRequest, alongside?: AlongsideOf): Promise<'done' | 'dead'> {
    const { log, span, key, event } = handling;
    const { ports, services, definition } = this.#setup;
    const { provider, timeoutSeconds } = definition;
    const claim = await ports.store.claim(request);
    if (claim.status === 'busy') {
      const until = claim.until.toISOString();
      throw new Redeliver('held', 'Another delivery of this event is being handled.', { until });
    }
    if (claim.status !== 'claimed') {
      log.info(`${titleOf(provider)} Event Already ${claim.status === 'done' ? 'Handled' : 'Dead-Lettered'}`);
      return claim.status;
    }

    span?.set({ attempt: claim.attempts });
    const attempt = new Attempt({
      key,
      event,
      claim,
      ports,
      services,
      log,
      timeoutSeconds,
      span,
      alongside: alongside?.(claim.attempts),
    });
    try {
      return await this.#run(attempt, claim, handling);
    } catch (error) {
      if (!(error instanceof Redeliver)) await attempt.giveBack();
      throw error;
    }
  }

  async #run(attempt: Attempt, { attempts, redrive }: Claimed, handling: Handling): Promise<'done' | 'dead'> {
    const { plan, delivery, log, letter } = handling;
    const { definition, ports, givingUp } = this.#setup;
    const { policy, provider } = definition;
    // An attempt that was counted but never ended (a killed process) still counts.
    const spent = attempts > policy.maxAttempts;
    const failures = spent ? [SPENT] : await attempt.run(plan);
    if (failures.length === 0) {
      logHandled(handling, attempts, ports.clock.now());
      return 'done';
    }

    const report = { attempt: attempts, failures };
    const hopeless = failures.every(({ permanent }) => permanent) || attempts >= policy.maxAttempts;
    if (!hopeless) {
      await attempt.release(failures);
      const code = `${provider}/command-failed`;
      throw new Redeliver('command-failed', `Attempt ${attempts} failed: ${reasonOf(failures)}`, { ...report, code });
    }
    await givingUp.publish(delivery, failures, { attempts, redrive, ...letter });
    await attempt.bury(failures);
    log.error(`${titleOf(provider)} Event Dead-Lettered`, { ...report, code: `${provider}/dead-lettered` });
    return 'dead';
  }
}

const SPENT: CommandFailure = {
  command: 'attempts',
  message:
    'The attempts are used up and the last one never ended: the function was killed, by its time or memory limit perhaps.',
  permanent: true,
};
