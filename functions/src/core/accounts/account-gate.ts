import { isAwaited, type Delivery } from '../delivery.ts';
import type { IntegrationEvent } from '../event/integration-event.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../ledger/store.ts';
import { keepNewest } from '../keep-newest.ts';
import { AccountPace } from './account-pace.ts';
import { registeredAccount } from './registry.ts';

/** How long a consumer relies on what it read about an account. It notices a pause at most this late. */
export const PAUSE_AGE_MS = 30_000;
/** How long a paused event waits before it is looked at again. Resuming the account sends it at once. */
export const PAUSED_FOR_MS = 6 * 60 * 60_000;
/** Accounts that are remembered; those that were read last. */
const MOST_ACCOUNTS = 10_000;

/** Why an event of an account is put aside, and until when. */
export interface HeldBack {
  readonly until: Date;
  /** For people. */
  readonly reason: string;
}

interface GatePorts {
  readonly store: Pick<Store, 'get'>;
  readonly clock: Clock;
}

/** Holds back the events of accounts that are paused, or that send more than the limit. One for each instance of a consumer. */
export class AccountGate {
  readonly #ports: GatePorts;
  readonly #perMinute: number | undefined;
  readonly #pace: AccountPace | undefined;
  readonly #read = new Map<string, { readonly paused: Promise<boolean>; readonly at: number }>();

  /** @param perMinute The limit; undefined for none. */
  constructor(perMinute: number | undefined, ports: GatePorts) {
    this.#ports = ports;
    this.#perMinute = perMinute;
    this.#pace = perMinute === undefined ? undefined : new AccountPace(perMinute);
  }

  /**
   * Whether an event has to wait. One that was put aside before has had its turn, and is held back only by a pause.
   * @throws what the store throws if it cannot be reached.
   */
  async holds({ envelope }: IntegrationEvent, delivery: Delivery): Promise<HeldBack | undefined> {
    const { provider, account } = envelope;
    if (account === undefined) return undefined;
    const now = this.#ports.clock.now().getTime();
    if (await this.#isPaused(provider, account, now)) {
      return { until: new Date(now + PAUSED_FOR_MS), reason: `The account ${account} is paused.` };
    }
    const turn = isAwaited(delivery) ? undefined : this.#pace?.turnOf(account, now);
    if (turn === undefined) return undefined;
    return {
      until: new Date(turn),
      reason: `The account ${account} sends more than ${this.#perMinute} events a minute.`,
    };
  }

  #isPaused(provider: string, account: string, now: number): Promise<boolean> {
    const known = this.#read.get(account);
    if (known !== undefined && now >= known.at && now - known.at < PAUSE_AGE_MS) return known.paused;
    const paused = registeredAccount(this.#ports.store, provider, account).then(
      (registered) => registered?.pausedAt !== undefined,
    );
    keepNewest(this.#read, account, { paused, at: now }, MOST_ACCOUNTS);
    // What could not be read is read again by the next event.
    paused.catch(() => this.#read.delete(account));
    return paused;
  }
}
