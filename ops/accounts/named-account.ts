import type { IntegrationSettings } from '../../functions/src/core/config/settings.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { entryOf } from '../cli/catalog-entry.ts';
import { openPlace, type NamedPlace } from '../cli/open-place.ts';
import { requireNoMore } from '../cli/options.ts';
import type { Place } from '../cli/place.ts';
import { Failure, UsageError } from '../exit.ts';
import { requireName } from './account-name.ts';

/** A provider with accounts, in its place. */
export interface AccountPlace extends AsyncDisposable {
  readonly entry: CatalogEntry;
  readonly place: Place;
  readonly settings: IntegrationSettings;
}

/** Opens the place of a provider with accounts. @throws {Failure} if it has none. @throws {UsageError} */
export async function accountPlaceOf(provider: string | undefined, named: NamedPlace): Promise<AccountPlace> {
  const entry = await entryOf(provider);
  const place = await openPlace(named);
  try {
    const settings = requireAccounts(entry, place);
    return { entry, place, settings, [Symbol.asyncDispose]: () => place[Symbol.asyncDispose]() };
  } catch (error) {
    await place[Symbol.asyncDispose]();
    throw error;
  }
}

/** The settings of a provider with accounts. @throws {Failure} if it has none. */
export function requireAccounts({ provider, title }: CatalogEntry, { config }: Place): IntegrationSettings {
  const settings = config.settings(provider, { secret: false });
  if (settings.accounts !== undefined) return settings;
  throw new Failure(
    `${title} has one account here. For many, set accounts: true for ${provider} in functions/src/integrations.config.ts; docs/deploy/accounts.md says what follows from it.`,
  );
}

/** The words of a command about one account. @throws {UsageError} */
export function accountIn(positionals: readonly string[]): readonly [provider: string, account: string] {
  const [provider, account, ...extra] = positionals;
  requireNoMore(extra);
  if (provider === undefined || account === undefined) {
    throw new UsageError('Name the provider and the account, such as woocommerce shop-1.');
  }
  return [provider, requireName(account)];
}
