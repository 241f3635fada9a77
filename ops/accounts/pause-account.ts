import { PAUSE_AGE_MS } from '../../functions/src/core/accounts/account-gate.ts';
import { pausingAccount, registeredAccount } from '../../functions/src/core/accounts/registry.ts';
import { accountInSource } from '../../functions/src/core/event/account.ts';
import { MOST_PARKED, parkedMessages, wakeAll } from '../../functions/src/core/letters/wake-parked.ts';
import type { Ports } from '../../functions/src/core/ports.ts';
import { Failure } from '../exit.ts';

type PausePorts = Pick<Ports, 'store' | 'publisher' | 'clock' | 'sagaTime'>;

/** How long a consumer may go on as before. */
export const NOTICED_AFTER_SECONDS = PAUSE_AGE_MS / 1000;

/** Pauses an account. @returns false if it was paused already. @throws {Failure} if it was not added. */
export async function pauseAccount({ store, clock }: PausePorts, provider: string, account: string): Promise<boolean> {
  if ((await known({ store }, provider, account)).pausedAt !== undefined) return false;
  await store.write([pausingAccount(provider, account, clock.now())]);
  return true;
}

/**
 * Resumes an account.
 * @returns false if it was not paused. @throws {Failure} if it was not added.
 */
export async function resumeAccount({ store }: PausePorts, provider: string, account: string): Promise<boolean> {
  if ((await known({ store }, provider, account)).pausedAt === undefined) return false;
  await store.write([pausingAccount(provider, account, undefined)]);
  return true;
}

/** Sends the events of an account that wait to their consumers. @returns how many there were. */
export async function releaseAccount(ports: PausePorts, provider: string, account: string): Promise<number> {
  const waiting = await parkedMessages(ports, MOST_PARKED);
  return wakeAll(
    ports,
    waiting.filter((one) => one.provider === provider && accountInSource(one.source) === account),
  );
}

async function known({ store }: Pick<Ports, 'store'>, provider: string, account: string) {
  const registered = await registeredAccount(store, provider, account);
  if (registered !== undefined) return registered;
  throw new Failure(`${account} was not added: npx integrations accounts add ${provider} ${account} does so.`);
}
