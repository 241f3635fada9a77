import { recordPrefixOf } from '../accounts/event-account.ts';
import { isState } from '../event/state-event.ts';
import type { ServiceSource } from '../logic/token.ts';
import type { Ports } from '../ports.ts';
import { claimRequestOf, mayBeUnclaimed } from './claim-request.ts';
import { ClaimedWork, type AlongsideOf } from './claimed.ts';
import { CommitQueue } from './commit-queue.ts';
import type { GivingUp } from './giving-up.ts';
import type { ConsumerDefinition } from './consumer-definition.ts';
import { logHandled, type Ended, type Handling } from './handling.ts';
import type { HoldsAccounts } from './holding-accounts.ts';
import { doneInOneCommit, pureStepsOf } from './one-commit.ts';

interface CarryingOutSetup {
  readonly definition: Pick<
    ConsumerDefinition,
    'provider' | 'policy' | 'timeoutSeconds' | 'parking' | 'recordPrefix' | 'accounts' | 'perMinute'
  >;
  readonly ports: Omit<Ports, 'secrets'>;
  readonly services: ServiceSource;
  readonly givingUp: GivingUp;
}

/** Carries out plans: in one commit if a plan only changes records and its message is young, else under a claim. */
export class CarryingOut {
  readonly #setup: CarryingOutSetup;
  readonly #claimed: ClaimedWork;
  readonly #commits: CommitQueue;
  readonly #accounts: HoldsAccounts | undefined;

  constructor(setup: CarryingOutSetup) {
    this.#setup = setup;
    this.#claimed = new ClaimedWork(setup);
    this.#commits = new CommitQueue(setup.ports.store);
    const { accounts, perMinute } = setup.definition;
    this.#accounts = accounts?.(perMinute, setup.ports);
  }

  /**
   * @param alongside Changes that are committed together with the end.
   * @throws {Redeliver} if another delivery holds the event, or if it failed for now.
   */
  async handle(handling: Handling, alongside?: AlongsideOf): Promise<Ended> {
    const { plan, log, span, event } = handling;
    const { definition, ports } = this.#setup;
    const now = ports.clock.now();
    const request = claimRequestOf(handling, definition, now);
    const held = this.#accounts && (await this.#accounts.hold(handling, request, this.#claimed));
    if (held !== undefined) return held;
    const steps = mayBeUnclaimed(handling, definition.policy, now) ? pureStepsOf(plan) : undefined;
    const more = alongside && { alongside: alongside(1).done };
    const recordPrefix = recordPrefixOf(definition.recordPrefix, event);
    const unclaimed = steps && {
      steps,
      request,
      ports,
      commits: this.#commits,
      recordPrefix,
      log,
      span,
      isState: isState(event.envelope),
      ...more,
    };
    if (unclaimed === undefined || !(await doneInOneCommit(unclaimed))) {
      return this.#claimed.handle(handling, request, alongside);
    }
    span?.set({ attempt: 1 });
    logHandled(handling, 1, ports.clock.now());
    return 'done';
  }
}
