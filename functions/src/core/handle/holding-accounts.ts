import { AccountGate, type HeldBack } from '../accounts/account-gate.ts';
import type { IntegrationEvent } from '../event/integration-event.ts';
import type { Delivery } from '../delivery.ts';
import type { Ports } from '../ports.ts';
import { parkEvents, type Parking } from './parking.ts';

/** Holds events of single accounts back. Only consumers of providers with accounts carry it. */
export interface HoldingAccounts {
  /** @param perMinute Events of one account in a minute; undefined for no limit. */
  readonly make: (
    perMinute: number | undefined,
    ports: Pick<Ports, 'store' | 'clock'>,
  ) => { holds(event: IntegrationEvent, delivery: Delivery): Promise<HeldBack | undefined> };
  /** Keeps what is held back, for the scheduled function that wakes it. */
  readonly keeping: Required<Pick<Parking, 'keep'>>;
}

/** Holding back by the pause and the limit of an account. */
export const holdAccounts: HoldingAccounts = {
  make: (perMinute, ports) => new AccountGate(perMinute, ports),
  keeping: { keep: (aside) => parkEvents.keep?.(aside) },
};
