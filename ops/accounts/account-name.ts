import { ACCOUNT_ALLOWED, isAccount } from '../../functions/src/core/event/account.ts';
import { UsageError } from '../exit.ts';

/** @throws {UsageError} for what cannot be the name of an account. */
export function requireName(account: string): string {
  if (isAccount(account)) return account;
  throw new UsageError(`The name of an account has ${ACCOUNT_ALLOWED}.`);
}
