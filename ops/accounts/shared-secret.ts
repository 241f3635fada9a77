import { secretNameOf } from '../../functions/src/core/config/account-pattern.ts';
import { secretsIn, type IntegrationSettings } from '../../functions/src/core/config/settings.ts';
import { accountsOf } from '../../functions/src/core/accounts/registry.ts';
import { inParallel } from '../../functions/src/core/in-parallel.ts';
import { SecretAccessError, type Ports } from '../../functions/src/core/ports.ts';

type Asked = Pick<Ports, 'store' | 'secrets'>;

/** What is known of the secret of one account. */
export interface AccountSecret {
  readonly account: string;
  /** The accepted values; why there are none, if they cannot be read. */
  readonly values: readonly string[] | SecretAccessError;
}

/** Reads the secrets of all accounts that were added. Each is one or two reads of Secret Manager. */
export async function secretsOfAccounts(
  { store, secrets }: Asked,
  settings: IntegrationSettings,
  isWhole: boolean,
): Promise<readonly AccountSecret[]> {
  const accounts = await Array.fromAsync(accountsOf(store, settings.provider), ({ account }) => account);
  return inParallel(accounts, async (account) => {
    const name = secretNameOf(settings, account);
    try {
      const versions = await secrets.versions(name, { unlisted: true });
      const values = versions.flatMap(({ value }) => secretsIn(settings.provider, value, name, isWhole));
      return { account, values };
    } catch (error) {
      if (!SecretAccessError.is(error)) throw error;
      return { account, values: error };
    }
  });
}

/** Accounts that have a secret in common, in groups. No secret is in the answer. */
export function sharing(secrets: readonly AccountSecret[]): readonly (readonly string[])[] {
  const holders = new Map<string, Set<string>>();
  for (const { account, values } of secrets) {
    if (values instanceof SecretAccessError) continue;
    for (const value of values) holders.set(value, (holders.get(value) ?? new Set()).add(account));
  }
  return [...holders.values()].filter(({ size }) => size > 1).map((accounts) => [...accounts]);
}
