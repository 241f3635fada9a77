import type { DeliveryPolicy } from '../config/delivery-policy.ts';
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
  /** Puts aside events whose handlers ask for it; absent if no handler may ask. */
  readonly parking?: Parking;
}
