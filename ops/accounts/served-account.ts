import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import type { Place } from '../cli/place.ts';
import { Failure } from '../exit.ts';
import { accountKeeper, type AccountKeeper } from './account-keeper.ts';
import { requireName } from './account-name.ts';
import { requireAccounts } from './named-account.ts';

/** An account that is connected, and where its secret is. */
export interface ServedAccount {
  readonly account: string;
  readonly keeper: AccountKeeper;
}

/**
 * The account that a command was told.
 * @returns undefined for a provider with one account.
 * @throws {Failure} if an account is named of a provider with one, or none of a provider with many.
 */
export async function servedAccount(
  place: Place,
  entry: CatalogEntry,
  account: string | undefined,
): Promise<ServedAccount | undefined> {
  const { provider, title } = entry;
  if (account === undefined) {
    if (place.config.settings(provider, { secret: false }).accounts === undefined) return undefined;
    throw new Failure(`${title} has many accounts here: name one, as in "accounts connect ${provider} shop-1".`);
  }
  const settings = requireAccounts(entry, place);
  const { wholeSecret = false } = await entry.integration();
  return { account: requireName(account), keeper: await accountKeeper(place, settings, account, wholeSecret) };
}

/** In place of putting the secret there by hand. */
export function addingStep({ provider }: CatalogEntry, account: string, { project }: Place): string {
  const where = project === undefined ? '' : ` --project ${project}`;
  return `Add the account with its signing secret, which this asks for: npx integrations accounts add ${provider} ${account}${where}`;
}
