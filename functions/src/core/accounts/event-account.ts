import { splitKey } from '../event/account.ts';
import type { IntegrationEvent } from '../event/integration-event.ts';
import { SAGAS } from '../event/names.ts';
import type { Store } from '../ledger/store.ts';
import type { EventAccount } from '../logic/account-details.ts';
import { forAccount } from '../options/account-options.ts';
import { registeredAccount } from './registry.ts';

/** What handlers know of the account that an event is of. @param get Reads from the store. */
export function accountOf(
  { envelope }: Pick<IntegrationEvent, 'envelope'>,
  get: Store['get'],
): EventAccount | undefined {
  const { account } = envelope;
  if (account === undefined) return undefined;
  const provider = providerOf(envelope);
  const details = async () => (await registeredAccount({ get }, provider, account))?.details ?? {};
  return { name: account, details };
}

/** Whose account it is. A command of a durable saga is of the provider whose facts its instance has. */
function providerOf({ provider, subject = '' }: IntegrationEvent['envelope']): string {
  return provider === SAGAS ? (splitKey(subject).provider ?? provider) : provider;
}

/**
 * What precedes the ids of an event's records.
 * @param pattern The option `accountRecordPrefix`, if it is set.
 */
export function recordPrefixOf(
  pattern: string | undefined,
  { envelope: { account } }: Pick<IntegrationEvent, 'envelope'>,
): string {
  return pattern === undefined || account === undefined ? '' : forAccount(pattern, account);
}
