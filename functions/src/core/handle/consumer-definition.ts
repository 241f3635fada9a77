import type { DeliveryPolicy } from '../config/delivery-policy.ts';
import type { HoldAccounts } from './holding-accounts.ts';
import type { Parking } from './parking.ts';
import type { EventLogic } from './planned-event.ts';

/** One generated subscriber function: its name, what it reads, what it runs. */
export interface ConsumerDefinition extends EventLogic {
  /** The deployed name: `stripe-onStripeEvent`. Part of the ledger's key. */
  readonly name: string;
  readonly provider: string;
  readonly policy: DeliveryPolicy;
  /** The function's own time limit. */
  readonly timeoutSeconds: number;
  /** In front of the ids of an account's records, with `{account}` where the account stands. */
  readonly recordPrefix?: string | undefined;
  /** Holds back events of single accounts; absent if the provider's events name none. */
  readonly accounts?: HoldAccounts;
  /** Events of one account that are handled in a minute; no limit if it is left out. */
  readonly perMinute?: number | undefined;
  /** Puts aside events whose handlers ask for it; absent if no handler may ask. */
  readonly parking?: Parking;
}
