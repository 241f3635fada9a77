import { isJsonObject, isText } from '../event/json.ts';
import { RESERVED_COLLECTIONS, type FoundRecord, type Mutation, type RecordData, type Store } from '../ledger/store.ts';
import type { AccountDetails } from '../logic/account-details.ts';

/** An account of a provider, as the operator has added it. Its secret is in Secret Manager, and nothing of it here. */
export type RegisteredAccount = {
  readonly provider: string;
  readonly account: string;
  /** RFC 3339 */
  readonly addedAt: string;
  readonly details: AccountDetails;
  /** RFC 3339: since when the account's events are put aside. */
  readonly pausedAt?: string;
};

const COLLECTION = RESERVED_COLLECTIONS.accounts;
const FIELDS = ['provider', 'account', 'addedAt', 'details', 'pausedAt'];
const PAGE = 500;

/** Where an account is kept. No name of a provider or an account has a colon. */
export function accountPlace(provider: string, account: string): { readonly collection: string; readonly id: string } {
  return { collection: COLLECTION, id: `${provider}:${account}` };
}

/** One account; undefined if it was not added. */
export async function registeredAccount(
  store: Pick<Store, 'get'>,
  provider: string,
  account: string,
): Promise<RegisteredAccount | undefined> {
  const { collection, id } = accountPlace(provider, account);
  const record = await store.get(collection, id);
  return record !== undefined && isRegistered(record.data) ? record.data : undefined;
}

/** The accounts of a provider, in the order of their names. */
export async function* accountsOf(store: Pick<Store, 'find'>, provider: string): AsyncGenerator<RegisteredAccount> {
  const query = { where: { field: 'provider', equals: provider }, limit: PAGE, fields: FIELDS } as const;
  let after: FoundRecord | undefined;
  for (;;) {
    const page: readonly FoundRecord[] = await store.find(COLLECTION, {
      ...query,
      ...(after !== undefined && { after }),
    });
    for (const { data } of page) if (isRegistered(data)) yield data;
    after = page.at(-1);
    if (page.length < PAGE) return;
  }
}

/** Adds an account, or changes what is kept about it: what is not named stays. */
export function addingAccount(provider: string, account: string, details: AccountDetails, now: Date): Mutation {
  return {
    ...accountPlace(provider, account),
    mutate: (current) => {
      const known = current !== undefined && isRegistered(current) ? current : undefined;
      const merged = { ...known?.details, ...details };
      const added: RegisteredAccount = { provider, account, addedAt: now.toISOString(), ...known, details: merged };
      return added;
    },
  };
}

/** Removes an account. Its secret is another matter, and so are its events and records. */
export function removingAccount(provider: string, account: string): Mutation {
  return { ...accountPlace(provider, account), mutate: (current) => current && { ...current }, removes: () => true };
}

/** Pauses an account that was added, or resumes it. @param since Undefined to resume. */
export function pausingAccount(provider: string, account: string, since: Date | undefined): Mutation {
  return {
    ...accountPlace(provider, account),
    mutate: (current) => {
      if (current === undefined || (current['pausedAt'] !== undefined) === (since !== undefined)) return current;
      const { pausedAt: _ended, ...rest } = current;
      return since === undefined ? rest : { ...rest, pausedAt: since.toISOString() };
    },
  };
}

function isRegistered(data: RecordData): data is RegisteredAccount {
  const { details, pausedAt } = data;
  return (
    [data['provider'], data['account'], data['addedAt']].every((text) => isText(text)) &&
    isJsonObject(details) &&
    Object.values(details).every((value) => typeof value === 'string') &&
    (pausedAt === undefined || typeof pausedAt === 'string')
  );
}
