import { AccountGate, type HeldBack } from '../accounts/account-gate.ts';
import { titleOf } from '../event/names.ts';
import type { Claim, ClaimRequest, CommandFailure, Mutation } from '../ledger/store.ts';
import { sagaTimeOf, type Ports } from '../ports.ts';
import { Redeliver } from '../redelivery.ts';
import type { Ended, Handling } from './handling.ts';
import { parkEvents } from './parking.ts';

type HoldingPorts = Pick<Ports, 'store' | 'clock' | 'sagaTime'>;

/** An attempt at an event, as far as it is given up before it begins. */
interface Unbegun {
  park(failures: readonly CommandFailure[], keeping: readonly Mutation[]): Promise<void>;
  giveBack(): Promise<void>;
}

/** What claims an event to do something else with it. */
interface Claiming {
  instead(
    handling: Handling,
    request: ClaimRequest,
    work: (attempt: Unbegun, claim: Extract<Claim, { status: 'claimed' }>) => Promise<Ended>,
  ): Promise<Ended>;
}

/** Holds events of single accounts back. */
export interface HoldsAccounts {
  /**
   * Puts an event aside that its account may not have now, without an attempt at it.
   * @returns undefined if it may be handled.
   */
  hold(handling: Handling, request: ClaimRequest, claimed: Claiming): Promise<Ended | undefined>;
}

/**
 * Makes what holds back the events of accounts. Only consumers of providers with accounts carry it.
 * @param perMinute Events of one account in a minute; undefined for no limit.
 */
export type HoldAccounts = (perMinute: number | undefined, ports: HoldingPorts) => HoldsAccounts;

/** Holding back by the pause and the limit of an account: events wait as those do whose handlers asked for it. */
export const holdAccounts: HoldAccounts = (perMinute, ports) => {
  const gate = new AccountGate(perMinute, ports);
  return {
    async hold(handling, request, claimed) {
      const held = await gate.holds(handling.event, handling.delivery);
      return held && putAside(held, handling, request, { claimed, ports });
    },
  };
};

interface Aside {
  readonly claimed: Claiming;
  readonly ports: HoldingPorts;
}

function putAside(
  { until: at, reason }: HeldBack,
  handling: Handling,
  request: ClaimRequest,
  { claimed, ports }: Aside,
): Promise<Ended> {
  return claimed.instead(handling, request, async (attempt, claim) => {
    const now = ports.clock.now();
    const until = new Date(sagaTimeOf(ports)(now).getTime() + at.getTime() - now.getTime());
    const failures = [{ command: 'account', message: reason, permanent: false, retryAt: until.toISOString() }];
    const keeping = parkEvents.keep?.({ handling, claim, failures, until, now });
    if (keeping === undefined) {
      await attempt.giveBack();
      throw new Redeliver('held', `${reason} Its message is too large to be put aside.`);
    }
    await attempt.park(failures, keeping);
    const { provider, account } = handling.event.envelope;
    handling.log.info(`${titleOf(provider)} Event Waits`, { until: until.toISOString(), account, reason });
    return 'waits';
  });
}
